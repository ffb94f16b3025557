package org.davebank.fault;

import org.davebank.node.port.Time;

/**
 * Clocks that are wrong: the wall clock by an offset and a drift that may be changed at any time, the
 * monotonic clock by a constant drift. Not thread-safe.
 */
public final class SkewedTime implements Time {

    /** Real oscillators drift by tens of millionths; more than a hundredth is a broken machine. */
    public static final int DRIFT_PPM_MAX = 10_000;

    /** A wall clock that is set again and again may run a hundred times too fast. */
    public static final long WALL_DRIFT_PPM_MAX = 100_000_000L;

    private static final long NS_PER_MS = 1_000_000L;
    private static final long PARTS = 1_000_000L;

    private final Time inner;
    private final long originNs;
    private final int driftPpm;
    private long wallOffsetMs;
    private long wallDriftPpm;
    private long wallSinceNs;

    /** @param driftPpm how fast the clocks gain, in millionths; at most {@link #DRIFT_PPM_MAX} */
    public SkewedTime(Time inner, int driftPpm) {
        if (Math.abs(driftPpm) > DRIFT_PPM_MAX) {
            throw new IllegalArgumentException("drift out of range: " + driftPpm);
        }
        this.inner = inner;
        this.originNs = inner.nowNs();
        this.wallSinceNs = originNs;
        this.driftPpm = driftPpm;
    }

    /**
     * Lets the wall clock jump, and drift from there.
     *
     * @param wallDriftPpm how fast the wall clock gains, in millionths, on top of the drift of both
     *     clocks; at most {@link #WALL_DRIFT_PPM_MAX}
     */
    public void jumpTo(long wallOffsetMs, long wallDriftPpm) {
        if (Math.abs(wallDriftPpm) > WALL_DRIFT_PPM_MAX) {
            throw new IllegalArgumentException("drift out of range: " + wallDriftPpm);
        }
        this.wallOffsetMs = wallOffsetMs;
        this.wallDriftPpm = wallDriftPpm;
        this.wallSinceNs = inner.nowNs();
    }

    /** Sets the wall clock so that it is this far ahead of the inner clock now. */
    public void setTo(long errorMs) {
        jumpTo(errorMs - drifted() / NS_PER_MS, 0);
    }

    @Override
    public long nowNs() {
        return inner.nowNs() + drifted();
    }

    @Override
    public long wallMs() {
        long runMs = (inner.nowNs() - wallSinceNs) / NS_PER_MS;
        long awayMs = runMs * wallDriftPpm / PARTS;
        return inner.wallMs() + wallOffsetMs + awayMs + drifted() / NS_PER_MS;
    }

    private long drifted() {
        long elapsedNs = inner.nowNs() - originNs;
        // In two parts, as nanoseconds times millionths would overflow within months.
        return elapsedNs / PARTS * driftPpm + elapsedNs % PARTS * driftPpm / PARTS;
    }
}
