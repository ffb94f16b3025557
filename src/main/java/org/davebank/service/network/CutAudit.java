package org.davebank.service.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerAnswer.Cut;
import org.davebank.ledger.LedgerAnswer.CutFound;
import org.davebank.ledger.LedgerAnswer.DeliveredAtMark;
import org.davebank.ledger.LedgerAnswer.Leg;
import org.davebank.ledger.LedgerAnswer.Transactions;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.node.NodeView;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.Leaders;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * Judges what is in transit between shards: asks all of them to take the same mark, reads what each has noted
 * there, and compares the sums.
 *
 * <p>It writes a mark only when a shard has done something since the last cut. Other servers do the same at
 * the same time. When their marks have pushed a cut out of a shard's memory, or a shard does not answer,
 * the verdict before stands. Thread-safe.
 */
final class CutAudit {

    static final Duration TIMEOUT = AuditService.LEADER_TIMEOUT;

    /** Where the reason of a violation is looked for. */
    private static final LedgerQuery NEWEST =
            new LedgerQuery.History(
                    null, TransactionFilter.POSTED, Long.MAX_VALUE, LedgerQuery.Outcomes.KEYS_MAX);

    /** A younger cut is not taken again, however often it is asked for. */
    private static final long FRESH_MS = 500;

    /** A shard did not answer, or has nothing noted at the mark. */
    private static final class Incomplete extends Exception {
        private static final long serialVersionUID = 1;
    }

    private record Question(int shard, LedgerQuery query) {}

    private final Shards shards;
    private volatile @Nullable TransitCut latest;

    /** Where each shard took the latest cut's mark. */
    private final Map<Integer, Long> indexes = new TreeMap<>();

    /**
     * Whether all shards had a mark when an earlier round looked. Before that a message may be under way without
     * one, so that a cut may look wrong.
     */
    private boolean marking;

    CutAudit(Shards shards) {
        this.shards = shards;
    }

    /** The newest cut that could be judged, or null while there is none. */
    synchronized @Nullable TransitCut judge(NodeView view, long nowMs) {
        TransitCut known = latest;
        if (known != null && Math.abs(nowMs - known.atMs()) < FRESH_MS) {
            return known;
        }
        int count = shards.count();
        for (int shard = 0; shard < count; shard++) {
            if (!marks(GroupId.ofShard(shard), view)) {
                return known;
            }
        }
        try {
            TransitCut judged = judge(count, known, nowMs);
            latest = judged;
            return judged;
        } catch (Incomplete | ServiceProblem e) {
            return known; // It stands.
        }
    }

    /** The same without asking any shard. */
    @Nullable TransitCut latest() {
        return latest;
    }

    /** Nodes of an older build, which could not read the question, go by older rules. */
    private static boolean marks(GroupId group, NodeView view) {
        LedgerRules rules = Leaders.rules(group, view);
        return rules != null && rules.changes();
    }

    private @Nullable TransitCut judge(int count, @Nullable TransitCut known, long nowMs)
            throws Incomplete {
        List<CutFound> newest = cuts(count, 0);
        long mark = 0;
        boolean all = true;
        boolean idle = known != null;
        for (int shard = 0; shard < count; shard++) {
            CutFound found = newest.get(shard);
            mark = Math.max(mark, found.newestMark());
            all &= found.newestMark() > 0;
            idle &= found.workedIndex() < indexes.getOrDefault(shard, 0L);
        }
        if (idle && known != null) {
            return known.stillAt(nowMs);
        }
        mark++;
        take(count, mark);
        boolean early = !marking;
        marking |= all;
        return early ? known : read(count, mark, nowMs);
    }

    private void take(int count, long mark) throws Incomplete {
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            GroupId group = GroupId.ofShard(shard);
            asked.add(
                    shards.ask(
                            new RequestBody.Post(group, List.of(new MovementCommand.Mark(mark))),
                            TIMEOUT));
        }
        boolean taken = true;
        for (CompletableFuture<Reply> each : asked) {
            taken &=
                    Shards.await(each, TIMEOUT) instanceof Reply.Posted posted
                            && posted.results().getFirst() instanceof LedgerResult.Marked;
        }
        if (!taken) {
            throw new Incomplete();
        }
    }

    private TransitCut read(int count, long mark, long nowMs) throws Incomplete {
        List<TransitCut.Part> parts = new ArrayList<>();
        Map<Integer, Long> taken = new TreeMap<>();
        List<CutFound> found = cuts(count, mark);
        for (int shard = 0; shard < count; shard++) {
            Cut cut = noted(found.get(shard));
            taken.put(shard, cut.index());
            parts.add(new TransitCut.Part(shard, cut.transit(), legs(shard, cut)));
        }
        Map<Integer, Set<MovementKey>> delivered = delivered(mark, keysByShard(parts));
        List<TransitCut.Part> left = new ArrayList<>();
        for (TransitCut.Part part : parts) {
            left.add(
                    new TransitCut.Part(
                            part.shard(),
                            part.transit(),
                            part.legs().stream().filter(leg -> !isIn(delivered, leg)).toList()));
        }
        indexes.putAll(taken);
        TransitCut judged = TransitCut.judge(mark, nowMs, left);
        return judged.violation() == null
                ? judged
                : judged.because(halfTransfer(count, mark, left, taken));
    }

    /**
     * Looks for the reason of a violation: the newest debit to another shard that is neither on its way at
     * the mark nor credited. In words; null if the newest records of each shard have none.
     */
    private @Nullable String halfTransfer(
            int count, long mark, List<TransitCut.Part> parts, Map<Integer, Long> taken)
            throws Incomplete {
        Map<MovementKey, Transaction> debits = new TreeMap<>();
        for (int shard = 0; shard < count; shard++) {
            Question newest = new Question(shard, NEWEST);
            for (Transaction each :
                    ask(List.of(newest), Transactions.class).getFirst().transactions()) {
                if (each.index() < taken.getOrDefault(shard, 0L) && isOutgoing(each)) {
                    debits.put(new MovementKey(each.account(), each.id(), 0), each);
                }
            }
        }
        parts.forEach(part -> part.legs().forEach(leg -> debits.remove(firstAttempt(leg.key()))));
        Map<Integer, Set<MovementKey>> byShard = new TreeMap<>();
        debits.forEach((key, debit) ->
                byShard.computeIfAbsent(toShard(debit), to -> new TreeSet<>()).add(key));
        delivered(mark, byShard).values().forEach(debits.keySet()::removeAll);
        for (Transaction each : debits.values()) {
            return "account "
                    + each.account()
                    + " of "
                    + shards.of(each.account())
                    + " was debited for transfer "
                    + each.id()
                    + ", but "
                    + GroupId.ofShard(toShard(each))
                    + " has not credited account "
                    + each.toAccount();
        }
        return null;
    }

    /** Records know no attempts, and an id is committed once. */
    private static MovementKey firstAttempt(MovementKey key) {
        return new MovementKey(key.account(), key.id(), 0);
    }

    private boolean isOutgoing(Transaction record) {
        AccountNumber to = record.toAccount();
        return to != null
                && record.kind() != TransactionKind.HOLD
                && !shards.of(to).equals(shards.of(record.account()));
    }

    private int toShard(Transaction outgoing) {
        return shards.of(Objects.requireNonNull(outgoing.toAccount())).shard();
    }

    private List<Leg> legs(int shard, Cut first) throws Incomplete {
        List<Leg> legs = new ArrayList<>(first.legs());
        for (Cut page = first; page.more(); legs.addAll(page.legs())) {
            LedgerQuery next = new LedgerQuery.FindCut(first.mark(), legs.size());
            page = noted(ask(List.of(new Question(shard, next)), CutFound.class).getFirst());
        }
        return legs;
    }

    private static Cut noted(CutFound found) throws Incomplete {
        Cut cut = found.cut();
        if (cut == null) {
            throw new Incomplete();
        }
        return cut;
    }

    private static boolean isIn(Map<Integer, Set<MovementKey>> delivered, Leg leg) {
        return delivered.getOrDefault(leg.toShard(), Set.of()).contains(leg.key());
    }

    private static Map<Integer, Set<MovementKey>> keysByShard(List<TransitCut.Part> parts) {
        Map<Integer, Set<MovementKey>> byShard = new TreeMap<>();
        for (TransitCut.Part part : parts) {
            for (Leg leg : part.legs()) {
                byShard.computeIfAbsent(leg.toShard(), to -> new TreeSet<>()).add(leg.key());
            }
        }
        return byShard;
    }

    /** By destination, which of these movements it had booked before it took the mark. */
    private Map<Integer, Set<MovementKey>> delivered(
            long mark, Map<Integer, Set<MovementKey>> byShard) throws Incomplete {
        List<Question> questions = new ArrayList<>();
        byShard.forEach((to, keys) -> {
            List<MovementKey> all = List.copyOf(keys);
            int step = LedgerQuery.Outcomes.KEYS_MAX;
            for (int i = 0; i < all.size(); i += step) {
                List<MovementKey> some = all.subList(i, Math.min(all.size(), i + step));
                questions.add(new Question(to, new LedgerQuery.DeliveredAtMark(mark, some)));
            }
        });
        Map<Integer, Set<MovementKey>> delivered = new TreeMap<>();
        List<DeliveredAtMark> answers = ask(questions, DeliveredAtMark.class);
        for (int i = 0; i < questions.size(); i++) {
            if (!answers.get(i).known()) {
                throw new Incomplete();
            }
            delivered
                    .computeIfAbsent(questions.get(i).shard(), to -> new HashSet<>())
                    .addAll(answers.get(i).keys());
        }
        return delivered;
    }

    private List<CutFound> cuts(int count, long mark) throws Incomplete {
        List<Question> questions = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            questions.add(new Question(shard, new LedgerQuery.FindCut(mark, 0)));
        }
        return ask(questions, CutFound.class);
    }

    /** Asks all at once; gives the answers in the order of the questions. */
    private <A extends LedgerAnswer> List<A> ask(List<Question> questions, Class<A> kind)
            throws Incomplete {
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        for (Question each : questions) {
            GroupId group = GroupId.ofShard(each.shard());
            asked.add(shards.ask(new RequestBody.Ask(group, each.query(), 0), TIMEOUT));
        }
        List<A> answers = new ArrayList<>();
        for (CompletableFuture<Reply> each : asked) {
            if (Shards.await(each, TIMEOUT) instanceof Reply.Answered answered
                    && kind.isInstance(answered.answer())) {
                answers.add(kind.cast(answered.answer()));
            } else {
                throw new Incomplete();
            }
        }
        return answers;
    }
}
