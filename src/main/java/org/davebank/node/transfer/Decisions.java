package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.Transaction;
import org.davebank.node.wire.Reply;

/**
 * The requests that wait for decisions: those whose transfer is under way, and those that could not be
 * judged before another movement of the account ends. Not thread-safe.
 */
final class Decisions {

    /** Commands that may wait for another movement of their account. */
    private static final int PARKED_MAX = 1_000;

    /** Nobody waits longer for an answer. */
    private static final long WAIT_NS_MAX = 10_000_000_000L;

    private record Waiter(PendingAnswer request, int place, boolean joined) {}

    private record Parked(
            PendingAnswer request,
            int place,
            LedgerCommand command,
            LedgerResult.Undecided found) {}

    private final Shard shard;
    private final Map<MovementKey, List<Waiter>> waiters = new TreeMap<>();
    private final List<Parked> parked = new ArrayList<>();

    Decisions(Shard shard) {
        this.shard = shard;
    }

    /** Posts commands and answers when all of them are decided. */
    void post(List<LedgerCommand> commands, Consumer<Reply> answer) {
        shard.post(
                commands,
                reply -> {
                    if (reply instanceof Reply.Posted posted && waits(posted)) {
                        await(commands, posted, answer);
                    } else {
                        answer.accept(reply);
                    }
                });
    }

    private static boolean waits(Reply.Posted posted) {
        return posted.results().stream().anyMatch(Decisions::waits);
    }

    private static boolean waits(LedgerResult result) {
        return result instanceof LedgerResult.Begun || result instanceof LedgerResult.Undecided;
    }

    private void await(List<LedgerCommand> commands, Reply.Posted posted, Consumer<Reply> answer) {
        PendingAnswer request =
                new PendingAnswer(posted, shard.time().nowNs() + WAIT_NS_MAX, answer);
        posted.results().stream().filter(Decisions::waits).forEach(each -> request.expectOne());
        for (int i = 0; i < commands.size() && !request.isAnswered(); i++) {
            LedgerResult result = posted.results().get(i);
            if (waits(result)) {
                take(request, i, commands.get(i), result, posted.index());
            }
        }
    }

    private void take(
            PendingAnswer request,
            int place,
            LedgerCommand command,
            LedgerResult result,
            long index) {
        switch (result) {
            case LedgerResult.Begun begun ->
                    waiters.computeIfAbsent(begun.key(), key -> new ArrayList<>())
                            .add(new Waiter(request, place, begun.joined()));
            case LedgerResult.Undecided undecided -> {
                if (parked.size() >= PARKED_MAX) {
                    request.fail(new Reply.Busy(shard.group() + " has too many commands waiting"));
                } else {
                    parked.add(new Parked(request, place, command, undecided));
                }
            }
            default -> request.put(place, result, index);
        }
    }

    /** Answers those whose decision is applied, and tries again what waited for it. */
    void turn(long nowNs) {
        for (MovementKey key : List.copyOf(waiters.keySet())) {
            List<Waiter> its = Objects.requireNonNull(waiters.get(key));
            if (shard.movements().undecided().find(key) == null) {
                waiters.remove(key);
                answer(key, its);
            } else {
                its.removeIf(waiter -> isLate(waiter.request(), nowNs));
            }
        }
        if (parked.isEmpty()) {
            return;
        }
        List<Parked> retried = new ArrayList<>();
        for (Iterator<Parked> i = parked.iterator(); i.hasNext(); ) {
            Parked each = i.next();
            if (isLate(each.request(), nowNs)) {
                i.remove();
            } else if (shard.ledger().standing(each.found().account()) != each.found().standing()) {
                i.remove();
                retried.add(each);
            }
        }
        for (Parked each : retried) {
            shard.post(List.of(each.command()), reply -> triedAgain(each, reply));
        }
    }

    private void triedAgain(Parked again, Reply reply) {
        if (reply instanceof Reply.Posted posted) {
            take(
                    again.request(),
                    again.place(),
                    again.command(),
                    posted.results().getFirst(),
                    posted.index());
        } else {
            again.request().fail(reply);
        }
    }

    private void answer(MovementKey key, List<Waiter> waiting) {
        Transaction record = shard.ledger().decision(key);
        if (record == null) {
            throw new IllegalStateException("a decided movement has a record: " + key);
        }
        for (Waiter each : waiting) {
            each.request()
                    .put(
                            each.place(),
                            new LedgerResult.Recorded(record.asRecorded(), each.joined()),
                            record.index());
        }
    }

    private boolean isLate(PendingAnswer request, long nowNs) {
        if (nowNs >= request.untilNs()) {
            request.end(new Reply.TimedOut(true, shard.group() + " has not decided in time"));
        }
        return request.isAnswered();
    }

    /** Ends all, because another node leads: what has begun may still be committed. */
    void reset() {
        Reply lost = new Reply.TimedOut(true, shard.group() + " has changed its leader");
        waiters.values().forEach(list -> list.forEach(each -> each.request().end(lost)));
        waiters.clear();
        parked.forEach(each -> each.request().end(lost));
        parked.clear();
    }
}
