package org.davebank.node.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.state.Ledger;
import org.davebank.ledger.state.LedgerScan;
import org.davebank.node.port.Time;
import org.davebank.node.settings.ScanSettings;
import org.davebank.node.wire.Asker;
import org.davebank.node.wire.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries over many records in slices, round-robin, so that every turn of the loop stays
 * short.
 *
 * <pre>
 * waiting → (first slice) → answered, or long → (further slices) → answered
 *     both → abandoned: the request was not repeated for a while, or the replica is dropped
 *
 * Invariants
 *   S1  a turn spends at most turnUnits, plus the last step of each of its slices
 *   S2  at most ScanSettings.LONG_MAX scans are in progress, LONG_PER_ASKER_MAX of them for one
 *       node
 *   S3  a repeated request shares one scan
 * </pre>
 */
public final class Scans {

    static final int LONG_PER_ASKER_MAX = 32;

    /** Maximum number of queries that wait for their first slice. */
    static final int WAITING_MAX = 1_024;

    /**
     * A node repeats an unanswered request every second ({@link Requests#ATTEMPT_TIMEOUT_NS});
     * after three seconds without a repeat the scan is abandoned.
     */
    static final long UNASKED_NS_MAX = 3_000_000_000L;

    private static final class Held {
        final Asker asker;
        final GroupId group;
        final Ledger ledger;
        final LedgerQuery query;
        final long stalenessMs;
        final Consumer<Reply> answer;
        long askedNs;
        @Nullable LedgerScan scan;

        Held(
                Asker asker,
                GroupId group,
                Ledger ledger,
                LedgerQuery query,
                long stalenessMs,
                Consumer<Reply> answer,
                long askedNs) {
            this.asker = asker;
            this.group = group;
            this.ledger = ledger;
            this.query = query;
            this.stalenessMs = stalenessMs;
            this.answer = answer;
            this.askedNs = askedNs;
        }
    }

    private final String node;
    private final ScanSettings settings;
    private final Time time;
    private final Deque<Held> held = new ArrayDeque<>();
    private int unitsLeft;
    private int longScans;
    private long refused;

    /** @param node the name of this node, used in its answers */
    public Scans(String node, ScanSettings settings, Time time) {
        this.node = node;
        this.settings = settings;
        this.time = time;
        this.unitsLeft = settings.turnUnits();
    }

    /**
     * Answers immediately if the query is not a scan, or if one slice is free and enough; else
     * later.
     */
    public void ask(
            Asker asker,
            GroupId group,
            Ledger ledger,
            LedgerQuery query,
            long stalenessMs,
            Consumer<Reply> answer) {
        if (!query.isScan()) {
            answer.accept(
                    new Reply.Answered(
                            group,
                            ledger.appliedIndex(),
                            stalenessMs,
                            ledger.answer(query, time.wallMs())));
            return;
        }
        for (Held each : held) {
            if (each.asker.request() == asker.request() && each.asker.equals(asker)) {
                each.askedNs = time.nowNs();
                return; // S3: the answer goes to the same request.
            }
        }
        if (held.size() - longScans >= WAITING_MAX) {
            refused++;
            answer.accept(new Reply.Busy(node + " has " + WAITING_MAX + " queries waiting"));
            return;
        }
        Held asked = new Held(asker, group, ledger, query, stalenessMs, answer, time.nowNs());
        if (held.isEmpty() && unitsLeft >= settings.sliceUnits()) {
            advance(asked);
        } else {
            held.addLast(asked);
        }
    }

    /** Spends the rest of the turn's units and grants new ones for the next turn. */
    public void endTurn() {
        long nowNs = time.nowNs();
        while (unitsLeft >= settings.sliceUnits() && !held.isEmpty()) {
            Held next = held.removeFirst();
            if (nowNs - next.askedNs > UNASKED_NS_MAX) {
                end(next);
            } else {
                advance(next);
            }
        }
        unitsLeft = settings.turnUnits();
    }

    private void advance(Held each) {
        LedgerScan scan = each.scan;
        boolean first = scan == null;
        if (scan == null) {
            scan = each.ledger.scan(each.query, time.wallMs());
            if (scan == null) {
                answer(
                        each,
                        each.ledger.appliedIndex(),
                        each.ledger.answer(each.query, time.wallMs()));
                return;
            }
        }
        unitsLeft -= settings.sliceUnits() - scan.advance(settings.sliceUnits());
        LedgerAnswer found = scan.answer();
        if (found != null) {
            end(each);
            answer(each, scan.index(), found);
        } else if (first && isFull(each.asker)) {
            refused++;
            each.answer.accept(
                    new Reply.Busy(node + " has " + longScans + " long queries under way"));
        } else {
            longScans += first ? 1 : 0;
            each.scan = scan;
            held.addLast(each);
        }
    }

    private boolean isFull(Asker asker) {
        if (longScans >= ScanSettings.LONG_MAX) {
            return true;
        }
        int own = 0;
        for (Held each : held) {
            boolean same = each.scan != null && Objects.equals(each.asker.node(), asker.node());
            own += same ? 1 : 0;
        }
        return own >= LONG_PER_ASKER_MAX;
    }

    private void end(Held each) {
        if (each.scan != null) {
            longScans--;
        }
    }

    private static void answer(Held each, long index, LedgerAnswer found) {
        each.answer.accept(new Reply.Answered(each.group, index, each.stalenessMs, found));
    }

    /** Abandons the scans of a dropped replica; their nodes ask elsewhere. */
    public void remove(GroupId group) {
        for (Iterator<Held> i = held.iterator(); i.hasNext(); ) {
            Held each = i.next();
            if (each.group.equals(group)) {
                i.remove();
                end(each);
                each.answer.accept(new Reply.NotLeader(group, 0, null));
            }
        }
    }

    /** Whether any scan waits for its next slice. */
    public boolean pending() {
        return !held.isEmpty();
    }

    /** Scans that wait for a slice, their first or a further one. */
    public int waiting() {
        return held.size();
    }

    /** Number of scans that span turns. */
    public int longScans() {
        return longScans;
    }

    /** Number of queries refused since the node started because of these limits. */
    public long refused() {
        return refused;
    }
}
