package org.davebank.storage;

import java.util.List;

/** What {@link Journal#open} found. */
public sealed interface Recovery {

    /**
     * The journal is usable.
     *
     * @param cutBytes bytes after the last good record that were thrown away
     * @param tornTail true when {@code cutBytes} is not zero
     * @param unprovenFiles files with records above the last proven sync. A killed process can leave
     *     such records in the page cache alone, so the node syncs these files, with the first drain,
     *     before it acts on anything it recovered
     * @param notice one sentence about something that was repaired, or empty
     */
    record Recovered(
            Journal journal,
            long cutBytes,
            boolean tornTail,
            List<String> unprovenFiles,
            String notice)
            implements Recovery {}

    /**
     * Something that had certainly been synced is unreadable or missing: the node must not vote or
     * serve from this folder.
     *
     * @param file the first one that is not as it was
     * @param offset where in the file it begins
     * @param why one sentence without a full stop
     */
    record Damaged(String file, long offset, String why) implements Recovery {}

    /**
     * Another build or other settings wrote this journal, which may be whole.
     *
     * @param why one sentence without a full stop
     */
    record Foreign(String why) implements Recovery {}
}
