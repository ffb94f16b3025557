package org.davebank.service.network;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * What is known of one span of time: one second or ten.
 *
 * @param atS start of the span, in seconds of the wall clock
 * @param shards the number of shards in the bank
 * @param coveredMs how long each shard had a known leader, summed over all shards
 * @param writes recorded transactions, accepted and rejected
 * @param answered commands that the leaders answered
 * @param waitedUs total time that those waited at their leaders
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

    /** Reports arrive slightly early or late: small gaps at the edges don't count. */
    private static final double WHOLE = 0.85;

    /** The fraction of a span that must be known for its figures to be shown. */
    private static final double SOME = 0.05;

    static TrafficPoint unknown(long atS) {
        return new TrafficPoint(atS, 0, 0, 0, 0, 0, 0);
    }

    private double covered(int spanS) {
        return shards == 0 ? 0 : coveredMs / (1_000.0 * spanS * shards);
    }

    /** Whether every shard was known all the time. */
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

    /** The point that knows more of the same span. */
    TrafficPoint better(TrafficPoint other) {
        return other.coveredMs > coveredMs ? other : this;
    }

    void write(WireWriter out) {
        out.varint(atS).varint(shards).varint(coveredMs).varint(writes);
        out.varint(answered).varint(waitedUs).varint(slowestUs);
    }

    /** Reads a point; impossible values are an error. */
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
