package org.davebank.base;

import org.jspecify.annotations.Nullable;

/**
 * An event on a node, for the timeline, the recovery waterfall and the log.
 *
 * @param time hybrid logical time, see {@link HybridClock}
 * @param node name of the node that recorded it
 * @param sequence number of the event, from 1 in each process of the node
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
