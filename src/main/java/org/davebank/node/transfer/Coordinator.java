package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.store.DecisionBook;
import org.davebank.ledger.store.UndecidedBook;
import org.davebank.node.wire.Reply;

/**
 * Drives the transfers and batches that a shard coordinates: asks for votes, decides, and sends decisions until
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

    /** The votes, and the acknowledgements, of movements with several participants. */
    private final Map<MovementKey, Round> polls = new TreeMap<>();

    private final Map<MovementKey, Round> receipts = new TreeMap<>();
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
        polls.clear();
        receipts.clear();
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
        Map<Integer, List<MovementCommand>> byShard = new TreeMap<>();
        for (UndecidedBook.Movement each : shard.movements().undecided().after(lastUndecided)) {
            lastUndecided = each.serial();
            if (each.participants().size() > 1) {
                polls.put(each.key(), new Round(each.participants()));
            }
            addExpects(byShard, each);
        }
        for (MovementKey key : votes.takeDue(nowNs)) {
            UndecidedBook.Movement each = shard.movements().undecided().find(key);
            if (each == null) {
                votes.end(key);
                polls.remove(key);
            } else {
                addExpects(byShard, each);
            }
        }
        byShard.forEach((to, steps) -> {
            for (List<MovementCommand> some : shard.pieces(steps)) {
                shard.send(to, some, reply -> voted(to, some, reply));
            }
        });
    }

    private void addExpects(
            Map<Integer, List<MovementCommand>> byShard, UndecidedBook.Movement movement) {
        Round poll = polls.get(movement.key());
        for (int to : poll == null ? movement.participants() : poll.ask()) {
            byShard.computeIfAbsent(to, any -> new ArrayList<>())
                    .add(movement.expect(to, shard.group().shard()));
        }
    }

    private void voted(int participant, List<MovementCommand> asked, Reply reply) {
        long nowNs = shard.time().nowNs();
        List<LedgerResult> results =
                reply instanceof Reply.Posted posted ? posted.results() : List.of();
        for (int i = 0; i < asked.size(); i++) {
            MovementKey key = Participant.key(asked.get(i));
            if (i < results.size() && results.get(i) instanceof LedgerResult.Voted vote) {
                count(key, participant, vote);
            } else {
                Round poll = polls.get(key);
                if (poll != null) {
                    poll.release(participant);
                }
                votes.again(key, nowNs);
            }
        }
    }

    /** A rejection decides at once, an acceptance when it is the last one that was missing. */
    private void count(MovementKey key, int participant, LedgerResult.Voted vote) {
        Round poll = polls.get(key);
        if (vote.rejection() != null) {
            if (poll != null) {
                poll.release(participant); // To be asked again if the decision is not taken.
            }
            decides.add(new Decide(key, vote.rejection(), vote.item(), vote.stampMs()));
        } else if (poll == null && hasOneParticipant(key)) {
            decides.add(new Decide(key, null, vote.stampMs()));
        } else if (poll != null && poll.answered(participant, vote.stampMs())) {
            decides.add(new Decide(key, null, poll.stampMs()));
        }
    }

    private boolean hasOneParticipant(MovementKey key) {
        UndecidedBook.Movement movement = shard.movements().undecided().find(key);
        return movement == null || movement.participants().size() == 1;
    }

    private void decide(long nowNs) {
        if (decides.isEmpty()) {
            return;
        }
        for (List<Decide> some : shard.pieces(decides)) {
            shard.postSteps(some, reply -> decided(some, reply));
        }
        decides.clear();
    }

    private void decided(List<Decide> proposed, Reply reply) {
        long nowNs = shard.time().nowNs();
        for (Decide each : proposed) {
            if (reply instanceof Reply.Posted) {
                votes.end(each.key());
                polls.remove(each.key());
            } else {
                Round poll = polls.get(each.key());
                if (poll != null) {
                    poll.begin();
                }
                votes.again(each.key(), nowNs); // The vote is repeated when it is asked for again.
            }
        }
    }

    private void deliver(long nowNs) {
        Map<Integer, List<MovementCommand>> byShard = new TreeMap<>();
        for (DecisionBook.Decision each : shard.movements().decisions().after(lastDecision)) {
            lastDecision = each.serial();
            if (each.legs().size() > 1) {
                List<Integer> to = each.legs().stream().map(DecisionBook.Leg::toShard).toList();
                receipts.put(each.key(), new Round(to));
            }
            add(byShard, each);
        }
        for (MovementKey key : deliveries.takeDue(nowNs)) {
            DecisionBook.Decision each = shard.movements().decisions().find(key);
            if (each == null) {
                deliveries.end(key);
                receipts.remove(key);
            } else {
                add(byShard, each);
            }
        }
        byShard.forEach((to, steps) -> {
            for (List<MovementCommand> some : shard.pieces(steps)) {
                shard.send(to, some, reply -> delivered(to, some, reply));
            }
        });
    }

    private void add(Map<Integer, List<MovementCommand>> byShard, DecisionBook.Decision decision) {
        Round receipt = receipts.get(decision.key());
        for (int to :
                receipt == null ? List.of(decision.legs().getFirst().toShard()) : receipt.ask()) {
            byShard.computeIfAbsent(to, any -> new ArrayList<>()).add(decision.step());
        }
    }

    private void delivered(int participant, List<MovementCommand> sent, Reply reply) {
        long nowNs = shard.time().nowNs();
        List<LedgerResult> results =
                reply instanceof Reply.Posted posted ? posted.results() : List.of();
        for (int i = 0; i < sent.size(); i++) {
            MovementKey key = Participant.key(sent.get(i));
            Round receipt = receipts.get(key);
            if (!(i < results.size() && results.get(i) instanceof LedgerResult.Acknowledged)) {
                if (receipt != null) {
                    receipt.release(participant);
                }
                deliveries.again(key, nowNs);
            } else if (receipt == null || receipt.answered(participant, 0)) {
                deliveries.end(key);
                forgets.add(new Forget(key));
                forgetNs = Math.min(forgetNs, nowNs + FORGET_NS);
            }
        }
    }

    private void forget(long nowNs) {
        if (forgets.isEmpty() || (nowNs < forgetNs && forgets.size() < Shard.STEPS_MAX)) {
            return;
        }
        forgetNs = Long.MAX_VALUE;
        for (List<Forget> some : shard.pieces(forgets)) {
            shard.postSteps(some, reply -> forgotten(some, reply));
        }
        forgets.clear();
    }

    /** What could not be struck out is sent, acknowledged and struck out again. */
    private void forgotten(List<Forget> proposed, Reply reply) {
        long nowNs = shard.time().nowNs();
        for (Forget each : proposed) {
            if (reply instanceof Reply.Posted) {
                receipts.remove(each.key());
                continue;
            }
            Round receipt = receipts.get(each.key());
            if (receipt != null) {
                receipt.begin();
            }
            deliveries.again(each.key(), nowNs);
        }
    }

    long nextDeadlineNs() {
        return Math.min(forgetNs, Math.min(votes.nextDeadlineNs(), deliveries.nextDeadlineNs()));
    }
}
