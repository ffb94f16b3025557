package org.davebank.storage;

import java.util.List;

/** The result of {@link Journal#open}. */
public sealed interface Recovery {

    /**
     * The journal is usable.
     *
     * @param cutBytes number of discarded bytes after the last good record
     * @param tornTail whether {@code cutBytes} is not zero
     * @param unprovenFiles files with records above the last proven sync. After a killed process
     *     such records may be only in the page cache, so the node syncs these files with the first
     *     drain before it acts on the recovered data
     * @param notice one sentence about a repair, or empty
     */
    record Recovered(
            Journal journal,
            long cutBytes,
            boolean tornTail,
            List<String> unprovenFiles,
            String notice)
            implements Recovery {}

    /**
     * Data that was certainly synced is unreadable or missing: the node must not vote or serve from
     * this folder.
     *
     * @param file the first damaged file
     * @param offset start of the damage in the file
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
