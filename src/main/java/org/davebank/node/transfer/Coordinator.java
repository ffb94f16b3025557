package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.state.UndecidedBook;
import org.davebank.ledger.store.DecisionBook;
import org.davebank.node.wire.Reply;

/**
 * Drives the transfers that a shard coordinates: asks for votes, decides, and sends decisions until
 * they are acknowledged. Works from the ledger's books alone, so that a new leader continues where the
 * old one stopped. Not thread-safe.
 */
final class Coordinator {

    private static final long RETRY_NS = 50_000_000L;
    private static final long RETRY_NS_MAX = 1_000_000_000L;

    /** Acknowledgements are collected this long, because they only tidy up. */
    private static final long FORGET_NS = 200_000_000L;

    private final Shard shard;
    private final Retries votes = new Retries(RETRY_NS, RETRY_NS_MAX);
    private final Retries deliveries = new Retries(RETRY_NS, RETRY_NS_MAX);
    private final List<Decide> decides = new ArrayList<>();
    private final List<Forget> forgets = new ArrayList<>();
    private long lastUndecided;
    private long lastDecision;
    private long forgetNs = Long.MAX_VALUE;

    Coordinator(Shard shard) {
        this.shard = shard;
    }

    /** Forgets all attempts, because another node leads. */
    void reset() {
        votes.clear();
        deliveries.clear();
        decides.clear();
        forgets.clear();
        lastUndecided = 0;
        lastDecision = 0;
        forgetNs = Long.MAX_VALUE;
    }

    /** Sends and proposes what is due. Call it while the replica leads. */
    void turn(long nowNs) {
        askForVotes(nowNs);
        decide(nowNs);
        deliver(nowNs);
        forget(nowNs);
    }

    private void askForVotes(long nowNs) {
        Map<Integer, List<Expect>> byShard = new TreeMap<>();
        for (UndecidedBook.Movement each : shard.movements().undecided().after(lastUndecided)) {
            lastUndecided = each.serial();
            byShard.computeIfAbsent(each.begin().toShard(), to -> new ArrayList<>())
                    .add(expect(each));
        }
        for (MovementKey key : votes.takeDue(nowNs)) {
            UndecidedBook.Movement each = shard.movements().undecided().find(key);
            if (each == null) {
                votes.end(key);
            } else {
                byShard.computeIfAbsent(each.begin().toShard(), to -> new ArrayList<>())
                        .add(expect(each));
            }
        }
        byShard.forEach((to, steps) -> {
            for (List<Expect> some : Shard.pieces(steps)) {
                shard.send(to, some, reply -> voted(some, reply));
            }
        });
    }

    private Expect expect(UndecidedBook.Movement movement) {
        var post = movement.begin().post();
        var to = post.toAccount();
        if (to == null) {
            throw new IllegalStateException("a transfer has a to-account");
        }
        return new Expect(
                movement.key(),
                shard.group().shard(),
                to,
                movement.amountMinor(),
                movement.currency(),
                movement.scale(),
                post.mode().isChecked());
    }

    private void voted(List<Expect> asked, Reply reply) {
        long nowNs = shard.time().nowNs();
        List<LedgerResult> results =
                reply instanceof Reply.Posted posted ? posted.results() : List.of();
        for (int i = 0; i < asked.size(); i++) {
            MovementKey key = asked.get(i).key();
            if (i < results.size() && results.get(i) instanceof LedgerResult.Voted vote) {
                decides.add(new Decide(key, vote.rejection(), vote.stampMs()));
            } else {
                votes.again(key, nowNs);
            }
        }
    }

    private void decide(long nowNs) {
        if (decides.isEmpty()) {
            return;
        }
        for (List<Decide> some : Shard.pieces(decides)) {
            shard.postSteps(some, reply -> decided(some, reply));
        }
        decides.clear();
    }

    private void decided(List<Decide> proposed, Reply reply) {
        long nowNs = shard.time().nowNs();
        for (Decide each : proposed) {
            if (reply instanceof Reply.Posted) {
                votes.end(each.key());
            } else {
                votes.again(each.key(), nowNs); // The vote is repeated when it is asked for again.
            }
        }
    }

    private void deliver(long nowNs) {
        Map<Integer, List<MovementCommand>> byShard = new TreeMap<>();
        for (DecisionBook.Decision each : shard.movements().decisions().after(lastDecision)) {
            lastDecision = each.serial();
            add(byShard, each);
        }
        for (MovementKey key : deliveries.takeDue(nowNs)) {
            DecisionBook.Decision each = shard.movements().decisions().find(key);
            if (each == null) {
                deliveries.end(key);
            } else {
                add(byShard, each);
            }
        }
        byShard.forEach((to, steps) -> {
            for (List<MovementCommand> some : Shard.pieces(steps)) {
                shard.send(to, some, reply -> delivered(some, reply));
            }
        });
    }

    private void add(Map<Integer, List<MovementCommand>> byShard, DecisionBook.Decision decision) {
        byShard.computeIfAbsent(decision.toShard(), to -> new ArrayList<>()).add(decision.step());
    }

    private void delivered(List<MovementCommand> sent, Reply reply) {
        long nowNs = shard.time().nowNs();
        List<LedgerResult> results =
                reply instanceof Reply.Posted posted ? posted.results() : List.of();
        for (int i = 0; i < sent.size(); i++) {
            MovementKey key = Participant.key(sent.get(i));
            if (i < results.size() && results.get(i) instanceof LedgerResult.Acknowledged) {
                deliveries.end(key);
                forgets.add(new Forget(key));
                forgetNs = Math.min(forgetNs, nowNs + FORGET_NS);
            } else {
                deliveries.again(key, nowNs);
            }
        }
    }

    private void forget(long nowNs) {
        if (forgets.isEmpty() || (nowNs < forgetNs && forgets.size() < Shard.STEPS_MAX)) {
            return;
        }
        forgetNs = Long.MAX_VALUE;
        for (List<Forget> some : Shard.pieces(forgets)) {
            shard.postSteps(some, reply -> forgotten(some, reply));
        }
        forgets.clear();
    }

    /** What could not be struck out is sent, acknowledged and struck out again. */
    private void forgotten(List<Forget> proposed, Reply reply) {
        if (!(reply instanceof Reply.Posted)) {
            long nowNs = shard.time().nowNs();
            proposed.forEach(each -> deliveries.again(each.key(), nowNs));
        }
    }

    long nextDeadlineNs() {
        return Math.min(forgetNs, Math.min(votes.nextDeadlineNs(), deliveries.nextDeadlineNs()));
    }
}
