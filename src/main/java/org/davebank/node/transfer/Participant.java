package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.store.ExpectBook;
import org.davebank.ledger.store.Reservation;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Ends what a shard expects: asks their coordinators when nothing has come for a while,
 * or at once for an account that somebody reads or writes. Not thread-safe.
 */
final class Participant {

    /** How long a credit is expected before its coordinator is asked. */
    private static final long PATIENCE_NS = 2_000_000_000L;

    private static final long RETRY_NS = 1_000_000_000L;
    private static final long RETRY_NS_MAX = 10_000_000_000L;

    /** A credit that has been expected for longer although it is decided is an error. */
    private static final long LATE_MS = 60_000;

    /** The time in which a decision that has just been heard is booked. */
    private static final long BOOKED_NS_MAX = 5_000_000_000L;

    /** What coordinators say about some movements. */
    interface Outcomes {

        /** @param steps Deliver or Cancel for each movement that is decided */
        void known(List<MovementCommand> steps);

        /** A coordinator did not answer. */
        void unknown();
    }

    private final Shard shard;
    private final Consumer<MovementKey> stray;
    private final Retries again = new Retries(RETRY_NS, RETRY_NS_MAX);
    private final TreeMap<Long, List<MovementKey>> patience = new TreeMap<>();
    private final Map<MovementKey, Long> decidedNs = new TreeMap<>();
    private final Set<MovementKey> strays = new TreeSet<>();
    private long lastExpected;

    /** @param stray called with a movement that its coordinator has never begun */
    Participant(Shard shard, Consumer<MovementKey> stray) {
        this.shard = shard;
        this.stray = stray;
    }

    void reset() {
        again.clear();
        patience.clear();
        decidedNs.clear();
        strays.clear();
        lastExpected = 0;
    }

    /** Asks about what has been expected for too long. Call it while the replica leads. */
    void turn(long nowNs) {
        forgetEnded();
        for (ExpectBook.Expected each : shard.movements().expected().after(lastExpected)) {
            lastExpected = each.serial();
            patience.computeIfAbsent(nowNs + PATIENCE_NS, time -> new ArrayList<>())
                    .add(each.key());
        }
        List<MovementKey> due = again.takeDue(nowNs);
        while (!patience.isEmpty() && patience.firstKey() <= nowNs) {
            due.addAll(patience.pollFirstEntry().getValue());
        }
        List<ExpectBook.Expected> late = new ArrayList<>();
        for (MovementKey key : due) {
            ExpectBook.Expected credit = shard.movements().expected().find(key);
            if (credit == null) {
                again.end(key);
            } else {
                late.add(credit);
                again.again(key, nowNs);
            }
        }
        if (!late.isEmpty()) {
            ask(
                    late,
                    new Outcomes() {
                        @Override
                        public void known(List<MovementCommand> steps) {
                            shard.postAll(steps, done -> {});
                        }

                        @Override
                        public void unknown() {}
                    });
        }
    }

    /** Asks the coordinators of these credits. */
    void ask(List<ExpectBook.Expected> credits, Outcomes then) {
        Map<Integer, List<MovementKey>> byShard = new TreeMap<>();
        for (ExpectBook.Expected each : credits) {
            byShard.computeIfAbsent(each.fromShard(), from -> new ArrayList<>()).add(each.key());
        }
        List<RequestBody.Ask> questions = new ArrayList<>();
        byShard.forEach((from, keys) -> {
            for (int i = 0; i < keys.size(); i += LedgerQuery.Outcomes.KEYS_MAX) {
                List<MovementKey> some =
                        keys.subList(i, Math.min(keys.size(), i + LedgerQuery.Outcomes.KEYS_MAX));
                LedgerQuery question =
                        shard.marks().areCarried()
                                ? new LedgerQuery.MarkedOutcomes(some)
                                : new LedgerQuery.Outcomes(some);
                questions.add(new RequestBody.Ask(GroupId.ofShard(from), question, 0));
            }
        });
        Answers answers = new Answers(questions.size(), then);
        questions.forEach(each -> shard.node().ask(each, Shard.ATTEMPT_NS, answers::take));
    }

    /** Collects the answers of several coordinators. */
    private final class Answers {
        private final Outcomes then;
        private final List<MovementCommand> steps = new ArrayList<>();
        private int missing;
        private boolean failed;

        Answers(int missing, Outcomes then) {
            this.missing = missing;
            this.then = then;
        }

        void take(Reply reply) {
            LedgerAnswer.MovementOutcomes outcomes = outcomes(reply);
            if (outcomes != null) {
                steps.addAll(outcomes.decided());
                long nowNs = shard.time().nowNs();
                outcomes.decided().forEach(step -> decidedNs.putIfAbsent(key(step), nowNs));
                outcomes.unknown().forEach(stray);
                strays.addAll(outcomes.unknown());
            } else {
                failed = true;
            }
            if (--missing == 0) {
                if (failed) {
                    then.unknown();
                } else {
                    then.known(steps);
                }
            }
        }
    }

    private LedgerAnswer.@Nullable MovementOutcomes outcomes(Reply reply) {
        return switch (reply instanceof Reply.Answered answered ? answered.answer() : null) {
            case LedgerAnswer.MarkedOutcomes marked -> {
                shard.marks().hear(marked.mark());
                yield marked.outcomes();
            }
            // Without a mark it may have come across the first one of this shard.
            case LedgerAnswer.MovementOutcomes bare when !shard.marks().areCarried() -> bare;
            case null, default -> null;
        };
    }

    /** A credit that will not end as it should, in words; null if none is known. */
    @Nullable String wrong(long nowNs, long wallMs) {
        forgetEnded();
        ExpectBook expected = shard.movements().expected();
        for (MovementKey key : strays) {
            return expects(expected.find(key)) + ", which never began there";
        }
        for (Map.Entry<MovementKey, Long> each : decidedNs.entrySet()) {
            ExpectBook.Expected late = expected.find(each.getKey());
            if (late != null
                    && wallMs - late.stampMs() > LATE_MS
                    && nowNs - each.getValue() > BOOKED_NS_MAX) {
                return expects(late) + ", which was decided long ago";
            }
        }
        return null;
    }

    private void forgetEnded() {
        ExpectBook expected = shard.movements().expected();
        strays.removeIf(key -> expected.find(key) == null);
        decidedNs.keySet().removeIf(key -> expected.find(key) == null);
    }

    private static String expects(ExpectBook.@Nullable Expected movement) {
        if (movement == null) {
            return "nothing is expected";
        }
        Reservation first = movement.reserved().getFirst();
        return "account "
                + new AccountNumber(first.number())
                + " expects "
                + first.roomMinor()
                + " minor units from "
                + GroupId.ofShard(movement.fromShard())
                + " for transfer "
                + movement.key().id()
                + " of account "
                + movement.key().account();
    }

    /** The movement of a step that a coordinator sends. */
    static MovementKey key(MovementCommand step) {
        return switch (step) {
            case MovementCommand.Expect expect -> expect.key();
            case MovementCommand.ExpectBatch expect -> expect.key();
            case MovementCommand.Deliver deliver -> deliver.key();
            case MovementCommand.Cancel cancel -> cancel.key();
            default -> throw new IllegalArgumentException("no step of a participant: " + step);
        };
    }

    long nextDeadlineNs() {
        long patienceNs = patience.isEmpty() ? Long.MAX_VALUE : patience.firstKey();
        return Math.min(patienceNs, again.nextDeadlineNs());
    }
}
