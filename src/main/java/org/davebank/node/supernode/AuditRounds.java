package org.davebank.node.supernode;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.state.AuditScan;
import org.davebank.ledger.state.Ledger;
import org.jspecify.annotations.Nullable;

/**
 * Continuously recomputes every shard's balances from its history, one shard after the other, in
 * slices that keep the loop responsive.
 *
 * <p>Each shard has two scans. One <em>follows</em> the log: its rounds read the new records, the
 * newest old ones again, and every balance. The other <em>rereads</em> from the first record, a
 * little at a time, so that each record is read once in {@link #REREAD_NS}; at the end it replaces
 * the first scan. After a round that finds a difference, the shard's next round starts from
 * scratch, so that the finding is accurate and disappears when the cause is repaired.
 *
 * <p>Slices wait while requests and messages arrive, but at most for {@link #BUSY_INTERVAL_NS}, so
 * that every round ends.
 */
public final class AuditRounds {

    static final int RECORDS_PER_SLICE = 4_000;
    static final long SLICE_INTERVAL_NS = 10_000_000L;

    /** Interval between slices under load. */
    static final long BUSY_INTERVAL_NS = 25_000_000L;

    /**
     * The node is busy if more messages and requests than this have arrived since the last check.
     */
    static final int QUIET_INPUTS_MAX = 8;

    /** Pause between two rounds of a shard. */
    static final long REST_NS = 1_000_000_000L;

    /** Period in which every record of every shard is reread. */
    static final long REREAD_NS = 3_600_000_000_000L;

    /** A shard's newest finding and its age. */
    public record Judged(AuditFinding finding, long ageMs, long rereadAgeMs) {}

    private static final class Round {
        final Ledger ledger;
        @Nullable AuditScan following;
        @Nullable AuditFinding finding;
        long dueNs;
        long foundNs;

        /** Start of the last scan that read every record. */
        long rereadNs;

        Round(Ledger ledger) {
            this.ledger = ledger;
        }
    }

    private final Map<GroupId, Round> rounds = new TreeMap<>();
    private @Nullable GroupId judging;
    private @Nullable GroupId rereading;
    private @Nullable AuditScan again;
    private long againBegunNs;
    private long againDueNs = Long.MAX_VALUE;
    private long nextNs = Long.MAX_VALUE;
    private long inputsSeen;

    public void add(GroupId group, Ledger ledger, long nowNs) {
        Round round = new Round(ledger);
        round.dueNs = nowNs + REST_NS;
        round.rereadNs = nowNs;
        rounds.put(group, round);
        if (againDueNs == Long.MAX_VALUE) {
            againDueNs = nowNs + againIntervalNs();
        }
        nextNs = Math.min(nextNs, round.dueNs);
    }

    public void remove(GroupId group) {
        rounds.remove(group);
        judging = group.equals(judging) ? null : judging;
        if (group.equals(rereading)) {
            rereading = null;
            again = null;
        }
        nextNs = 0;
    }

    /**
     * Runs at most one slice.
     *
     * @param inputs number of messages and requests since the node started
     */
    public void tick(long nowNs, long inputs) {
        if (nowNs < nextNs) {
            return;
        }
        boolean quiet = inputs - inputsSeen <= QUIET_INPUTS_MAX;
        inputsSeen = inputs;
        long waitNs = quiet ? 0 : BUSY_INTERVAL_NS - SLICE_INTERVAL_NS;
        GroupId group = judging != null ? judging : longestDue();
        Round round = group == null ? null : rounds.get(group);
        if (round != null && round.dueNs + waitNs <= nowNs) {
            judging = follow(round, nowNs) ? null : group;
        } else if (againDueNs + (quiet ? 0 : againIntervalNs()) <= nowNs) {
            readAgain(nowNs);
            againDueNs = nowNs + againIntervalNs();
        }
        GroupId nextGroup = judging != null ? judging : longestDue();
        Round next = nextGroup == null ? null : rounds.get(nextGroup);
        long dueNs = next == null ? Long.MAX_VALUE : Math.min(next.dueNs, againDueNs);
        nextNs = dueNs == Long.MAX_VALUE ? dueNs : Math.max(dueNs, nowNs + SLICE_INTERVAL_NS);
    }

    private @Nullable GroupId longestDue() {
        GroupId first = null;
        long dueNs = Long.MAX_VALUE;
        for (Map.Entry<GroupId, Round> each : rounds.entrySet()) {
            if (first == null || each.getValue().dueNs < dueNs) {
                first = each.getKey();
                dueNs = each.getValue().dueNs;
            }
        }
        return first;
    }

    /** Runs one slice of a shard's round; returns true when the round has ended. */
    private static boolean follow(Round round, long nowNs) {
        AuditScan scan = round.following;
        if (scan == null) {
            scan = round.ledger.startAudit();
            round.following = scan;
            round.rereadNs = nowNs;
        }
        if (!scan.advance(RECORDS_PER_SLICE)) {
            round.dueNs = nowNs + SLICE_INTERVAL_NS;
            return false;
        }
        found(round, scan.finding(), nowNs);
        round.dueNs = nowNs + REST_NS;
        return true;
    }

    private static void found(Round round, AuditFinding finding, long nowNs) {
        round.finding = finding;
        round.foundNs = nowNs;
        if (!finding.conserved()) {
            round.following = null;
        }
    }

    /** Spreads the slices of all shards evenly over the interval. */
    private long againIntervalNs() {
        long slices = 1;
        for (Round each : rounds.values()) {
            slices += each.ledger.recordCount() / RECORDS_PER_SLICE + 1;
        }
        return Math.max(SLICE_INTERVAL_NS, REREAD_NS / slices);
    }

    private void readAgain(long nowNs) {
        AuditScan scan = again;
        Round round = rereading == null ? null : rounds.get(rereading);
        if (scan == null || round == null) {
            rereading = longestUnread();
            round = rereading == null ? null : rounds.get(rereading);
            if (round == null || round.finding == null) {
                return; // It is being read for the first time.
            }
            scan = round.ledger.startAudit();
            again = scan;
            againBegunNs = nowNs;
        }
        if (scan.advance(RECORDS_PER_SLICE)) {
            again = null;
            rereading = null;
            round.following = scan;
            round.rereadNs = againBegunNs;
            found(round, scan.finding(), nowNs);
        }
    }

    private @Nullable GroupId longestUnread() {
        GroupId first = null;
        long readNs = Long.MAX_VALUE;
        for (Map.Entry<GroupId, Round> each : rounds.entrySet()) {
            if (first == null || each.getValue().rereadNs < readNs) {
                first = each.getKey();
                readNs = each.getValue().rereadNs;
            }
        }
        return first;
    }

    /** A shard's newest finding, or null before its first round has ended. */
    public @Nullable Judged judged(GroupId group, long nowNs) {
        Round round = rounds.get(group);
        AuditFinding finding = round == null ? null : round.finding;
        return round == null || finding == null
                ? null
                : new Judged(
                        finding,
                        (nowNs - round.foundNs) / 1_000_000,
                        (nowNs - round.rereadNs) / 1_000_000);
    }

    public long nextDeadlineNs() {
        return nextNs;
    }
}
