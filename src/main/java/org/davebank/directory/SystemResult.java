package org.davebank.directory;

/** What became of a {@link SystemCommand}. */
public sealed interface SystemResult {

    /** @param value the new epoch of a claim or an upload, a count of removals, else 0 */
    record Accepted(long value) implements SystemResult {}

    /** There is no room for it. */
    record Full(String why) implements SystemResult {}

    record Refused(String why) implements SystemResult {}
}
