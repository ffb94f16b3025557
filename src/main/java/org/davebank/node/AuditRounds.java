package org.davebank.node;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.AuditScan;
import org.davebank.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes every shard's balances from its history, again and again, one shard after the other, in
 * slices that leave the loop free for its work.
 */
final class AuditRounds {

    static final int RECORDS_PER_SLICE = 4_000;
    static final long SLICE_INTERVAL_NS = 10_000_000L;

    /** At least so long from the end of a scan to the next, and as long as the scan took. */
    static final long REST_NS = 1_000_000_000L;

    private static final class Round {
        @Nullable AuditScan scan;
        @Nullable AuditFinding finding;
        long startedNs;
        long dueNs;
    }

    private final Map<GroupId, Round> rounds = new TreeMap<>();
    private @Nullable GroupId scanning;
    private long nextNs = Long.MAX_VALUE;

    void add(GroupId group, long nowNs) {
        Round round = new Round();
        round.dueNs = nowNs + REST_NS;
        rounds.put(group, round);
        nextNs = Math.min(nextNs, round.dueNs);
    }

    void remove(GroupId group) {
        rounds.remove(group);
        if (group.equals(scanning)) {
            scanning = null;
            nextNs = 0;
        }
    }

    /** Scans one slice of the shard that is being scanned, or else of the one that waits longest. */
    void tick(long nowNs, Map<GroupId, Ledger> ledgers) {
        if (nowNs < nextNs) {
            return;
        }
        GroupId group = scanning != null ? scanning : longestDue();
        Round round = group == null ? null : rounds.get(group);
        Ledger ledger = group == null ? null : ledgers.get(group);
        if (round != null && ledger != null && round.dueNs <= nowNs) {
            scanning = slice(round, ledger, nowNs) ? null : group;
        }
        GroupId nextGroup = scanning != null ? scanning : longestDue();
        Round next = nextGroup == null ? null : rounds.get(nextGroup);
        nextNs = next == null ? Long.MAX_VALUE : next.dueNs;
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

    /** True when the scan is complete. */
    private static boolean slice(Round round, Ledger ledger, long nowNs) {
        AuditScan scan = round.scan;
        if (scan == null) {
            scan = ledger.startAudit();
            round.scan = scan;
            round.startedNs = nowNs;
        }
        if (scan.advance(RECORDS_PER_SLICE)) {
            round.finding = scan.finding();
            round.scan = null;
            round.dueNs = nowNs + Math.max(REST_NS, nowNs - round.startedNs);
            return true;
        }
        round.dueNs = nowNs + SLICE_INTERVAL_NS;
        return false;
    }

    @Nullable AuditFinding finding(GroupId group) {
        Round round = rounds.get(group);
        return round == null ? null : round.finding;
    }

    long nextDeadlineNs() {
        return nextNs;
    }
}
