package org.davebank.base;

/**
 * A rejected row of an import.
 *
 * @param originalRow the row in the file, truncated if very long
 * @param field the invalid field, or empty
 * @param code error code of the HTTP interface
 * @param message one sentence for people
 */
public record ImportReject(
        String originalRow, String line, String field, String code, String message) {}
