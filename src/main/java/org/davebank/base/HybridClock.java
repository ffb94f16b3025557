package org.davebank.base;

/**
 * A hybrid logical clock: wall milliseconds in the upper 48 bits and a counter in the lower 16, so
 * that effects of a message are never shown before the message (Kulkarni et al., "Logical Physical
 * Clocks", 2014). Only for display: safety never depends on it. Not thread-safe.
 */
public final class HybridClock {

    private long last;

    /** A time after all times that this clock has returned or observed. */
    public long next(long wallMs) {
        last = Math.max(wallMs << 16, last + 1);
        return last;
    }

    /**
     * Observes a time from another node; ignores it if it is further ahead than {@code aheadMsMax}.
     */
    public void observe(long time, long wallMs, long aheadMsMax) {
        if (wallMs(time) - wallMs <= aheadMsMax) {
            last = Math.max(last, time);
        }
    }

    public static long wallMs(long time) {
        return time >>> 16;
    }
}
