package org.davebank.node;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.AuditScan;
import org.davebank.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes every shard's balances from its history, again and again, in slices that leave the loop
 * free for its work.
 */
final class AuditRounds {

    static final int RECORDS_PER_SLICE = 4_000;
    static final long SLICE_INTERVAL_NS = 10_000_000L;

    /** Between the end of a scan and the start of the next. */
    static final long REST_NS = 1_000_000_000L;

    private static final class Round {
        @Nullable AuditScan scan;
        @Nullable AuditFinding finding;
        long dueNs;
    }

    private final Map<GroupId, Round> rounds = new TreeMap<>();
    private long nextNs = Long.MAX_VALUE;

    void add(GroupId group, long nowNs) {
        Round round = new Round();
        round.dueNs = nowNs + REST_NS;
        rounds.put(group, round);
        nextNs = Math.min(nextNs, round.dueNs);
    }

    void remove(GroupId group) {
        rounds.remove(group);
    }

    /** Scans one slice of whatever is due. */
    void tick(long nowNs, Map<GroupId, Ledger> ledgers) {
        if (nowNs < nextNs) {
            return;
        }
        nextNs = Long.MAX_VALUE;
        rounds.forEach((group, round) -> {
            Ledger ledger = ledgers.get(group);
            if (ledger != null && nowNs >= round.dueNs) {
                slice(round, ledger, nowNs);
            }
            nextNs = Math.min(nextNs, round.dueNs);
        });
    }

    private static void slice(Round round, Ledger ledger, long nowNs) {
        AuditScan scan = round.scan;
        if (scan == null) {
            scan = ledger.startAudit();
            round.scan = scan;
        }
        if (scan.advance(RECORDS_PER_SLICE)) {
            round.finding = scan.finding();
            round.scan = null;
            round.dueNs = nowNs + REST_NS;
        } else {
            round.dueNs = nowNs + SLICE_INTERVAL_NS;
        }
    }

    @Nullable AuditFinding finding(GroupId group) {
        Round round = rounds.get(group);
        return round == null ? null : round.finding;
    }

    long nextDeadlineNs() {
        return nextNs;
    }
}
