package org.davebank.base;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened on a node, as the timeline, the recovery waterfall and the log show it.
 *
 * @param time hybrid logical time, see {@link HybridClock}
 * @param node name of the node that recorded it
 * @param sequence counts the node's events from 1 in one life of its process
 * @param group the consensus group it is about, or null
 */
public record Event(
        long time,
        String node,
        long sequence,
        EventKind kind,
        @Nullable GroupId group,
        long term,
        long index,
        String text) {

    public static final int TEXT_BYTES_MAX = 512;

    /** Wall-clock milliseconds of the hybrid time. */
    public long atMs() {
        return HybridClock.wallMs(time);
    }
}
