package org.davebank.io;

/**
 * The longest of something that is timed again and again, in about the last minute. Written by one
 * thread, read by any.
 */
final class Longest {

    /** Minimum time for which the longest is remembered. */
    static final long WINDOW_NS = 30_000_000_000L;

    private long windowEndNs;
    private long inWindowNs;
    private long beforeNs;
    private volatile long longestNs;

    Longest(long nowNs) {
        this.windowEndNs = nowNs + WINDOW_NS;
    }

    void add(long endedNs, long tookNs) {
        if (endedNs - windowEndNs > 0) {
            windowEndNs = endedNs + WINDOW_NS;
            beforeNs = inWindowNs;
            inWindowNs = 0;
        }
        inWindowNs = Math.max(inWindowNs, tookNs);
        longestNs = Math.max(inWindowNs, beforeNs);
    }

    /** Of this window of {@link #WINDOW_NS} and the one before, in nanoseconds. */
    long ns() {
        return longestNs;
    }
}
