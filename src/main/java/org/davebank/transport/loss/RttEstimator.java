package org.davebank.transport.loss;

/** Round-trip times of one peer (RFC 9002, section 5). All values are nanoseconds. */
public final class RttEstimator {

    /** No timer is set finer than this (RFC 9002, section 6.1.2). */
    public static final long GRANULARITY_NS = 1_000_000L;

    private final long ackDelayNs;
    private long smoothedNs;
    private long variationNs;
    private long latestNs;
    private long minNs = Long.MAX_VALUE;

    public RttEstimator(long initialNs, long ackDelayNs) {
        this.ackDelayNs = ackDelayNs;
        this.smoothedNs = initialNs;
        this.variationNs = initialNs / 2;
        this.latestNs = initialNs;
    }

    /**
     * Adds a sample: a packet was acknowledged after {@code rttNs}, delayed by the peer for {@code
     * heldBackNs}.
     */
    public void sample(long rttNs, long heldBackNs) {
        long measured = Math.max(1, rttNs);
        boolean first = minNs == Long.MAX_VALUE;
        latestNs = measured;
        minNs = Math.min(minNs, measured);
        if (first) {
            smoothedNs = measured;
            variationNs = measured / 2;
            return;
        }
        long held = Math.min(heldBackNs, ackDelayNs);
        long adjusted = measured >= minNs + held ? measured - held : measured;
        variationNs += (Math.abs(smoothedNs - adjusted) - variationNs) / 4;
        smoothedNs += (adjusted - smoothedNs) / 8;
    }

    public long smoothedNs() {
        return smoothedNs;
    }

    /** The last round trip less the shortest one: time spent in queues. */
    public long queueingNs() {
        return minNs == Long.MAX_VALUE ? 0 : latestNs - minNs;
    }

    /** The probe timeout (section 6.2.1). */
    public long probeTimeoutNs() {
        return smoothedNs + Math.max(4 * variationNs, GRANULARITY_NS) + ackDelayNs;
    }

    /** A packet older than this is lost once a later one is acknowledged (section 6.1.2). */
    public long lossDelayNs() {
        return Math.max(Math.max(smoothedNs, latestNs) * 9 / 8, GRANULARITY_NS);
    }
}
