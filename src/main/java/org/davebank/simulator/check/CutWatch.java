package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.wire.Reply;

/**
 * Asks for marks as audits do, and judges each cut once all shards have taken its mark. It knows the cuts
 * from the committed entries alone.
 *
 * <pre>
 * Rules
 *   C1  TRANSIT of all shards at a mark is what the payers' shards had in their books then and the
 *       payees' shards had not booked
 *   C2  a replica's newest cut is that of the log
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class CutWatch {

    private static final int PAUSE_MS_MAX = 1_500;
    private static final int SHORT_MS_MAX = 50;

    /** How often a shard is left out. */
    private static final double LEFT_OUT = 0.4;

    private static final int LATER_MS_MAX = 300;

    /**
     * A mark that one shard is to take.
     *
     * @param laterMs when, after now
     */
    public record Order(GroupId group, Mark mark, long laterMs) {}

    private record Answer(Order order, Reply.Posted posted) {}

    private final HistoryChecker history;
    private final RandomSource random;
    private final int shards;
    private final TreeSet<Long> open = new TreeSet<>();
    private final List<Answer> answers = new ArrayList<>();
    private long newest;
    private long judged;

    public CutWatch(HistoryChecker history, RandomSource random, int shards) {
        this.history = history;
        this.random = random;
        this.shards = shards;
    }

    /** Milliseconds to the next cut: now and then only a few. */
    public long pauseMs() {
        return random.nextInt(random.chance(0.5) ? SHORT_MS_MAX : PAUSE_MS_MAX);
    }

    /** A machine to ask, of so many. */
    public int machine(int count) {
        return random.nextInt(count);
    }

    /** The marks of the next cut. Some shards are left out: they hear of it from the others. */
    public List<Order> next() {
        judgeAnswers();
        if (newest == 0 || random.chance(0.9)) {
            newest++;
            // What was under way when a shard took its first mark may have come without one.
            if (models().stream().allMatch(each -> each.newest() > 0)) {
                open.add(newest);
            }
        }
        List<Order> orders = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            long laterMs = random.chance(0.5) ? 0 : random.nextInt(LATER_MS_MAX);
            if (!random.chance(LEFT_OUT)) {
                orders.add(new Order(GroupId.ofShard(shard), new Mark(newest), laterMs));
            }
        }
        return orders;
    }

    /** A node answers an order. It is judged before the next cut, when its effects are visible. */
    public void answered(Order order, Reply reply) {
        if (reply instanceof Reply.Posted posted) {
            answers.add(new Answer(order, posted));
        }
    }

    private void judgeAnswers() {
        for (Answer each : answers) {
            LedgerResult result = each.posted.results().getFirst();
            if (result instanceof LedgerResult.Marked) {
                Order order = each.order;
                history.acknowledged(order.group, 0, each.posted.index(), order.mark, result);
            }
        }
        answers.clear();
    }

    private List<CutModel> models() {
        List<CutModel> models = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            models.add(model(shard));
        }
        return models;
    }

    private CutModel model(int shard) {
        return history.model(GroupId.ofShard(shard)).movements().cuts();
    }

    /** How many cuts have been complete. */
    public long judged() {
        return judged;
    }

    /** Judges the cuts that this entry completes; the models have applied it. */
    public void committed(LedgerBatch batch) {
        if (batch.commands().stream().noneMatch(each -> each instanceof Mark)) {
            return;
        }
        for (long mark : List.copyOf(open)) {
            if (models().stream().allMatch(each -> each.at(mark) != null)) {
                open.remove(mark);
                judge(mark);
                judged++;
            }
        }
    }

    private void judge(long mark) {
        Map<String, Long> transit = new TreeMap<>();
        Map<String, Long> legs = new TreeMap<>();
        for (CutModel each : models()) {
            CutModel.Cut cut = each.at(mark);
            if (cut == null) {
                throw new IllegalStateException("the cut is complete");
            }
            cut.transit().forEach((currency, minor) -> transit.merge(currency, minor, Long::sum));
            for (CutModel.Leg leg : cut.legs()) {
                if (!model(leg.toShard()).isDeliveredBefore(leg.key(), mark)) {
                    legs.merge(leg.currency(), leg.amountMinor(), Long::sum);
                }
            }
        }
        transit.values().removeIf(minor -> minor == 0);
        legs.values().removeIf(minor -> minor == 0);
        if (!transit.equals(legs)) {
            throw new Violation(
                    "C1: at mark "
                            + mark
                            + " all shards have "
                            + transit
                            + " in TRANSIT, on its way is "
                            + legs);
        }
    }

    /** Compares a replica that has applied everything with its shard's log. */
    public void check(String where, GroupId group, Ledger ledger) {
        CutModel model = model(group.shard());
        CutModel.Cut expected = model.at(model.newest());
        LedgerAnswer answer = ledger.answer(new LedgerQuery.FindCut(0, 0));
        if (!(answer instanceof LedgerAnswer.CutFound found)
                || found.newestMark() != model.newest()
                || (found.cut() == null) != (expected == null)) {
            throw new Violation("C2: " + where + " has marked " + answer);
        }
        LedgerAnswer.Cut cut = found.cut();
        if (cut == null || expected == null) {
            return;
        }
        Map<String, Long> transit = new TreeMap<>();
        cut.transit().forEach(each -> transit.put(each.currency(), each.minor()));
        transit.values().removeIf(minor -> minor == 0);
        Map<String, Long> right = new TreeMap<>(expected.transit());
        right.values().removeIf(minor -> minor == 0);
        boolean same =
                transit.equals(right)
                        && cut.legs().size() == expected.legs().size()
                        && expected.legs().stream().allMatch(leg -> cut.legs().contains(seen(leg)));
        if (!same) {
            throw new Violation("C2: " + where + " has noted " + cut + " instead of " + expected);
        }
    }

    private static LedgerAnswer.Leg seen(CutModel.Leg leg) {
        return new LedgerAnswer.Leg(leg.key(), leg.toShard(), leg.amountMinor(), leg.currency());
    }
}
