package org.davebank.service.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.node.wire.GroupWork;
import org.jspecify.annotations.Nullable;

/**
 * The bank's activity over time, from the counters that the shards' leaders report: each second of
 * the last 15 minutes and each ten seconds of the last 3 hours. A span in which a shard had no
 * reachable leader is unknown, which differs from zero. Thread-safe.
 */
public final class Traffic {

    /** Two reports of a shard further apart than this say nothing about the time between them. */
    static final long GAP_MS = 2_500;

    static final int FINE_POINTS_MAX = 900;
    static final int COARSE_POINTS_MAX = 1_080;

    /** The newest spans wait for reports in flight. */
    private static final long LATE_MS = 1_500;

    private record Counted(long atMs, MemberId leader, GroupWork work) {}

    /**
     * The bank's totals.
     *
     * @param known shards with a known count
     */
    public record Totals(int shards, int known, long accounts, long posted, long rejected) {
        public boolean areKnown() {
            return shards > 0 && known == shards;
        }
    }

    private final TrafficSeries fine = new TrafficSeries(1, FINE_POINTS_MAX);
    private final TrafficSeries coarse = new TrafficSeries(10, COARSE_POINTS_MAX);
    private final Map<Integer, Counted> last = new TreeMap<>();
    private int shards;

    /** Sets the number of shards, once it is known. */
    synchronized void shards(int count) {
        shards = Math.min(count, TrafficPoint.SHARDS_MAX);
    }

    /**
     * Takes a report of a shard's leader that has a quorum. Repeated reports are ignored.
     *
     * @param atMs when it arrived, by this server's wall clock
     */
    synchronized void observe(int shard, MemberId leader, GroupWork work, long atMs) {
        Counted before = last.get(shard);
        if (before != null && before.leader().equals(leader) && before.work() == work) {
            return; // An unchanged report.
        }
        last.put(shard, new Counted(atMs, leader, work));
        long fromMs = before == null ? atMs : before.atMs();
        if (before == null || atMs <= fromMs || atMs - fromMs > GAP_MS) {
            return;
        }
        GroupWork old = before.work();
        // Wait times are counted per process; the count of records continues.
        boolean same = before.leader().equals(leader) && work.answered() >= old.answered();
        long written = work.posted() + work.rejected() - old.posted() - old.rejected();
        TrafficPoint seen =
                new TrafficPoint(
                        0,
                        shards,
                        0,
                        Math.max(0, written),
                        same ? work.answered() - old.answered() : 0,
                        same ? Math.max(0, work.waitedUs() - old.waitedUs()) : 0,
                        same ? work.slowestUs() : 0);
        fine.add(fromMs, atMs, seen);
        coarse.add(fromMs, atMs, seen);
    }

    /**
     * Every span of the most recent time, oldest first, including unknown ones.
     *
     * @param lengthS up to 3 hours
     * @param widthS of each span; a multiple of ten beyond 15 minutes
     */
    public synchronized List<TrafficPoint> newest(int lengthS, int widthS, long nowMs) {
        long endS = Math.floorDiv(nowMs - LATE_MS, 1_000L * widthS) * widthS;
        TrafficSeries series = lengthS <= FINE_POINTS_MAX ? fine : coarse;
        return series.read(endS - lengthS, endS, widthS);
    }

    /** The bank's totals according to the last report of each shard. */
    public synchronized Totals totals(long nowMs) {
        int known = 0;
        long accounts = 0;
        long posted = 0;
        long rejected = 0;
        for (Counted each : last.values()) {
            known += nowMs - each.atMs() <= GAP_MS ? 1 : 0;
            accounts += each.work().accounts();
            posted += each.work().posted();
            rejected += each.work().rejected();
        }
        return new Totals(shards, known, accounts, posted, rejected);
    }

    /** The newest fully known second, or null if it is not one of the last two. */
    public synchronized @Nullable TrafficPoint now(long nowMs) {
        List<TrafficPoint> seconds = newest(2, 1, nowMs);
        for (TrafficPoint each : seconds.reversed()) {
            if (each.isWhole(1)) {
                return each;
            }
        }
        return null;
    }

    synchronized void write(WireWriter out) {
        fine.write(out);
        coarse.write(out);
    }

    /** Merges the output of {@link #write}, of this server or another one, where it knows more. */
    void merge(WireReader in, long nowMs) throws WireException {
        List<TrafficPoint> seconds = fine.read(in);
        List<TrafficPoint> tens = coarse.read(in);
        synchronized (this) {
            fine.merge(seconds, nowMs / 1_000);
            coarse.merge(tens, nowMs / 1_000);
        }
    }
}
