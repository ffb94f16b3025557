package org.davebank.base;

/**
 * A row of a file that was not imported, as the list of an import's rejects has it.
 *
 * @param originalRow as it stood in the file, cut where it was very long
 * @param field which one is to blame, or empty
 * @param code as in the errors of the HTTP interface
 * @param message a sentence for people
 */
public record ImportReject(
        String originalRow, String line, String field, String code, String message) {}
