package org.davebank.service.network;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * What is known of one span of time: a second, or ten.
 *
 * @param atS where the span begins, in seconds of the wall clock
 * @param shards that the bank had
 * @param coveredMs for how long each shard's leader is known to have led it, of all shards together
 * @param writes transactions recorded, accepted and rejected ones
 * @param answered commands that the leaders answered
 * @param waitedUs how long those waited at their leaders, in total
 * @param slowestUs the longest of these waits
 */
public record TrafficPoint(
        long atS,
        int shards,
        long coveredMs,
        long writes,
        long answered,
        long waitedUs,
        long slowestUs) {

    static final int SHARDS_MAX = 1_024;

    /** Reports come a little early or late: what is missing at the edges is not missing. */
    private static final double WHOLE = 0.85;

    /** How much of a span must be known for its figures to say anything. */
    private static final double SOME = 0.05;

    static TrafficPoint unknown(long atS) {
        return new TrafficPoint(atS, 0, 0, 0, 0, 0, 0);
    }

    private double covered(int spanS) {
        return shards == 0 ? 0 : coveredMs / (1_000.0 * spanS * shards);
    }

    /** Whether every shard is known all the time. */
    public boolean isWhole(int spanS) {
        return covered(spanS) >= WHOLE;
    }

    /** Whether nothing is known. */
    public boolean isUnknown(int spanS) {
        return covered(spanS) < SOME;
    }

    TrafficPoint plus(TrafficPoint other) {
        return new TrafficPoint(
                atS,
                Math.max(shards, other.shards),
                coveredMs + other.coveredMs,
                writes + other.writes,
                answered + other.answered,
                waitedUs + other.waitedUs,
                Math.max(slowestUs, other.slowestUs));
    }

    /** The one that knows more of the same span. */
    TrafficPoint better(TrafficPoint other) {
        return other.coveredMs > coveredMs ? other : this;
    }

    void write(WireWriter out) {
        out.varint(atS).varint(shards).varint(coveredMs).varint(writes);
        out.varint(answered).varint(waitedUs).varint(slowestUs);
    }

    /** Reading is total; what cannot be true is an error. */
    static TrafficPoint read(WireReader in, int spanS) throws WireException {
        long atS = in.varint();
        int shards = in.count(SHARDS_MAX);
        long coveredMs = Math.min(in.varint(), shards * 1_000L * spanS);
        TrafficPoint point =
                new TrafficPoint(
                        atS, shards, coveredMs, in.varint(), in.varint(), in.varint(), in.varint());
        boolean negative =
                (atS | coveredMs | point.writes | point.answered | point.waitedUs | point.slowestUs)
                        < 0;
        if (negative) {
            throw new WireException("no figures of a bank");
        }
        return point;
    }
}
