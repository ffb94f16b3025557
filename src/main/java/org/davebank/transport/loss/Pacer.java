package org.davebank.transport.loss;

/**
 * Spreads LOG and FILE over the round trip at a little more than the window's rate (RFC 9002,
 * section 7.7). Bursts of ten datagrams, or of two milliseconds' worth, pass at once, because
 * timers are not finer.
 */
public final class Pacer {

    private static final long BURST_NS = 2_000_000L;
    private static final int BURST_DATAGRAMS = 10;

    private final int datagramBytes;
    private double tokens;
    private double bytesPerNs;
    private long filledNs;

    public Pacer(int datagramBytes, long nowNs) {
        this.datagramBytes = datagramBytes;
        this.tokens = (double) BURST_DATAGRAMS * datagramBytes;
        this.filledNs = nowNs;
    }

    /** Adds the tokens for the time since the last call. */
    public void fill(long window, long srttNs, long nowNs) {
        bytesPerNs = 1.25 * window / Math.max(1, srttNs);
        double most = Math.max((double) BURST_DATAGRAMS * datagramBytes, bytesPerNs * BURST_NS);
        tokens = Math.min(most, tokens + bytesPerNs * (nowNs - filledNs));
        filledNs = nowNs;
    }

    public boolean allows() {
        return tokens > 0;
    }

    public void onSent(int bytes) {
        tokens -= bytes;
    }

    /** When the next datagram may be sent, while {@link #allows} is false. */
    public long readyNs(long nowNs) {
        double missing = datagramBytes - tokens;
        return nowNs + Math.max(RttEstimator.GRANULARITY_NS / 2, (long) (missing / bytesPerNs));
    }
}
