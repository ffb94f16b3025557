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
     */
    record Recovered(Journal journal, long cutBytes, boolean tornTail, List<String> unprovenFiles)
            implements Recovery {}

    /**
     * A record that had certainly been synced is unreadable: the node must not vote or serve from
     * this folder.
     *
     * @param offset where in the file the first unreadable record begins
     * @param why one sentence for the log
     */
    record Damaged(String file, long offset, String why) implements Recovery {}
}
