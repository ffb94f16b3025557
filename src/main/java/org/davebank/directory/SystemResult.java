package org.davebank.directory;

/** What became of a {@link SystemCommand}. */
public sealed interface SystemResult {

    /** @param value the new epoch of a claim, else 0 */
    record Accepted(long value) implements SystemResult {}

    record Refused(String why) implements SystemResult {}
}
