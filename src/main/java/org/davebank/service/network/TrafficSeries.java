package org.davebank.service.network;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/** Points of one width on a true time axis; unknown spans have no point. Not thread-safe. */
final class TrafficSeries {

    private final int spanS;
    private final int pointsMax;
    private final TreeMap<Long, TrafficPoint> points = new TreeMap<>();

    TrafficSeries(int spanS, int pointsMax) {
        this.spanS = spanS;
        this.pointsMax = pointsMax;
    }

    /**
     * Spreads the counts between two moments over the spans between them, in proportion to time.
     *
     * @param seen the counts; its time and coverage are ignored
     */
    void add(long fromMs, long toMs, TrafficPoint seen) {
        long spanMs = spanS * 1_000L;
        long lengthMs = toMs - fromMs;
        long doneMs = 0;
        for (long at = Math.floorDiv(fromMs, spanMs); at * spanMs < toMs; at++) {
            long endMs = Math.min(toMs, (at + 1) * spanMs);
            long before = doneMs;
            doneMs = endMs - fromMs;
            TrafficPoint part =
                    new TrafficPoint(
                            at * spanS,
                            seen.shards(),
                            doneMs - before,
                            share(seen.writes(), before, doneMs, lengthMs),
                            share(seen.answered(), before, doneMs, lengthMs),
                            share(seen.waitedUs(), before, doneMs, lengthMs),
                            endMs == toMs ? seen.slowestUs() : 0);
            points.merge(part.atS(), part, TrafficPoint::plus);
        }
        trim();
    }

    /** Splits a number into shares that add up to it. */
    private static long share(long number, long fromMs, long toMs, long lengthMs) {
        double each = (double) number / lengthMs;
        return toMs == lengthMs
                ? number - (long) (each * fromMs)
                : (long) (each * toMs) - (long) (each * fromMs);
    }

    private void trim() {
        while (points.size() > pointsMax) {
            points.pollFirstEntry();
        }
    }

    /**
     * All spans of a time, known or not, oldest first; combined where the requested width is
     * larger.
     */
    List<TrafficPoint> read(long fromS, long toS, int widthS) {
        List<TrafficPoint> all = new ArrayList<>();
        long first = Math.floorDiv(fromS, widthS) * widthS;
        for (long atS = first; atS + widthS <= toS; atS += widthS) {
            TrafficPoint sum = TrafficPoint.unknown(atS);
            for (TrafficPoint each : points.subMap(atS, atS + widthS).values()) {
                sum = sum.plus(each);
            }
            all.add(sum);
        }
        return all;
    }

    /**
     * Merges points that another server knows better; ignores the future and times before the
     * first.
     */
    void merge(List<TrafficPoint> others, long nowS) {
        for (TrafficPoint each : others) {
            boolean fits = each.atS() % spanS == 0 && each.atS() <= nowS;
            if (fits && each.atS() > nowS - (long) spanS * pointsMax) {
                points.merge(each.atS(), each, TrafficPoint::better);
            }
        }
        trim();
    }

    void write(WireWriter out) {
        out.varint(points.size());
        points.values().forEach(each -> each.write(out));
    }

    List<TrafficPoint> read(WireReader in) throws WireException {
        int count = in.count(pointsMax);
        List<TrafficPoint> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            read.add(TrafficPoint.read(in, spanS));
        }
        return read;
    }
}
