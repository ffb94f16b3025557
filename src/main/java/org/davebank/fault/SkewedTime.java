package org.davebank.fault;

import org.davebank.node.Time;

/**
 * Clocks that are wrong: the wall clock by an offset that may be changed at any time, the monotonic
 * clock by a constant drift. Not thread-safe.
 */
public final class SkewedTime implements Time {

    /** Real oscillators drift by tens of millionths; more than a hundredth is a broken machine. */
    public static final int DRIFT_PPM_MAX = 10_000;

    private static final long NS_PER_MS = 1_000_000L;
    private static final long PARTS = 1_000_000L;

    private final Time inner;
    private final long originNs;
    private final int driftPpm;
    private long wallOffsetMs;

    /** @param driftPpm how many millionths the clocks run too fast, at most {@link #DRIFT_PPM_MAX} */
    public SkewedTime(Time inner, int driftPpm) {
        if (Math.abs(driftPpm) > DRIFT_PPM_MAX) {
            throw new IllegalArgumentException("drift out of range: " + driftPpm);
        }
        this.inner = inner;
        this.originNs = inner.nowNs();
        this.driftPpm = driftPpm;
    }

    /** Sets by how much the wall clock is ahead, in milliseconds; it jumps at once. */
    public void jumpTo(long wallOffsetMs) {
        this.wallOffsetMs = wallOffsetMs;
    }

    @Override
    public long nowNs() {
        return inner.nowNs() + drifted();
    }

    @Override
    public long wallMs() {
        return inner.wallMs() + wallOffsetMs + drifted() / NS_PER_MS;
    }

    private long drifted() {
        long elapsedNs = inner.nowNs() - originNs;
        // In two parts, as nanoseconds times millionths would overflow within months.
        return elapsedNs / PARTS * driftPpm + elapsedNs % PARTS * driftPpm / PARTS;
    }
}
