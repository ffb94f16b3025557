package org.davebank.simulator.check;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.node.Node;

/**
 * Checks the stamps of all shards against the true time, which only a simulation knows.
 *
 * <pre>
 * Rules
 *   T1  the stamp of an entry is no further than {@link #ERROR_MS_MAX} from the true time at which a
 *       leader made the entry, as its ledger counts it
 *   T2  stamps never fall along the log: every replica's ledger gives an entry its leader's stamp, or
 *       that of the entry before
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class StampChecker {

    /** A clock that is kept right is at most this wrong when it is set. */
    public static final long RIGHT_CLOCK_MS = 400;

    /** How far the two clocks of a comparison may drift apart since a time service set them. */
    private static final long DRIFT_MS = 50;

    /** Clocks count whole milliseconds, on both sides of a comparison. */
    private static final long ROUNDING_MS = 10;

    /** A leader's clock is within the skew limit of a right clock, which has its own error. */
    static final long ERROR_MS_MAX =
            Node.CLOCK_SKEW_MS_MAX + RIGHT_CLOCK_MS + DRIFT_MS + ROUNDING_MS;

    /** A stamp follows stamps of other shards, whose leaders' clocks may differ as much again. */
    static final long SHARDS_ERROR_MS_MAX = 2 * ERROR_MS_MAX;

    /** When entries were made, by index and term, and the stamps of the committed ones. */
    private static final class Shard {
        final Map<Long, Map<Long, Long>> madeMs = new TreeMap<>();
        final TreeMap<Long, Long> stampsMs = new TreeMap<>();
    }

    private final Map<GroupId, Shard> shards = new TreeMap<>();

    private Shard shard(GroupId group) {
        return shards.computeIfAbsent(group, key -> new Shard());
    }

    /** A leader has a new entry of its own term. */
    public void made(GroupId group, long index, long term, long trueMs) {
        Map<Long, Map<Long, Long>> madeMs = shard(group).madeMs;
        madeMs.computeIfAbsent(index, key -> new TreeMap<>()).putIfAbsent(term, trueMs);
    }

    /**
     * The next entry of its shard is committed; call this in log order.
     *
     * @param leaderMs the stamp by the leader's clock
     * @param stampMs the stamp that the ledger makes of it; it may follow another shard's clock
     */
    public void committed(GroupId group, long index, long term, long leaderMs, long stampMs) {
        Shard shard = shard(group);
        Map<Long, Long> made = shard.madeMs.remove(index);
        shard.stampsMs.put(index, stampMs);
        Long trueMs = made == null ? null : made.get(term);
        if (trueMs == null) {
            throw new Violation("T1: nobody has made entry " + index + " of " + group);
        }
        if (Math.abs(leaderMs - trueMs) > ERROR_MS_MAX
                || Math.abs(stampMs - trueMs) > SHARDS_ERROR_MS_MAX) {
            throw new Violation(
                    "T1: entry "
                            + index
                            + " of "
                            + group
                            + " is stamped "
                            + (stampMs - trueMs)
                            + " ms after it was made");
        }
    }

    /** A replica's ledger has applied the log up to an index, and stamps its newest record so. */
    public void applied(GroupId group, String who, long index, long stampMs) {
        Map.Entry<Long, Long> last = shard(group).stampsMs.floorEntry(index);
        long expectedMs = last == null ? 0 : last.getValue();
        if (stampMs != expectedMs) {
            throw new Violation(
                    "T2: index "
                            + index
                            + " of "
                            + group
                            + " on "
                            + who
                            + " is stamped "
                            + stampMs
                            + " where the log gives "
                            + expectedMs);
        }
    }
}
