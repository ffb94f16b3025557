package org.davebank.directory;

/** The result of a {@link SystemCommand}. */
public sealed interface SystemResult {

    /** @param value the new epoch of a claim or an upload, a count of removals, else 0 */
    record Accepted(long value) implements SystemResult {}

    /** The register is full. */
    record Full(String why) implements SystemResult {}

    record Refused(String why) implements SystemResult {}
}
