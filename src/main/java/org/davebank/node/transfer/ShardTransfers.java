package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.state.Ledger;
import org.davebank.ledger.store.ExpectBook;
import org.davebank.node.port.Surroundings;
import org.davebank.node.port.Time;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/**
 * Transfers between shards, batches, and the ends of holds, at one replica of a shard. Requests of clients go through it, so that an
 * answer never shows half of a transfer: before it reads or writes an account that expects credits, it
 * asks their coordinators what became of them. Not thread-safe.
 */
public final class ShardTransfers {

    /** Requests that may wait for answers of coordinators. */
    private static final int ASKING_MAX = 1_000;

    /** Rounds after which a read gives up, because credits come faster than it can ask. */
    private static final int ROUNDS_MAX = 8;

    /** Requests that may wait until a new leader's books are complete. */
    private static final int EARLY_MAX = 1_000;

    private record Early(List<LedgerCommand> commands, Consumer<Reply> answer) {}

    private final boolean known;
    private final Shard shard;
    private final Coordinator coordinator;
    private final Participant participant;
    private final Decisions decisions;
    private final Expiries expiries;
    private final List<Early> early = new ArrayList<>();
    private long term;
    private int asking;

    /**
     * @param known whether this build knows transfers between shards
     * @param stray called with a movement that its coordinator has never begun
     */
    public ShardTransfers(
            boolean known,
            GroupReplica<LedgerCommand> replica,
            Ledger ledger,
            Surroundings node,
            Time time,
            Consumer<MovementKey> stray) {
        this.known = known;
        this.shard = new Shard(replica, ledger, node, time, new Marks(ledger));
        this.coordinator = new Coordinator(shard);
        this.participant = new Participant(shard, stray);
        this.decisions = new Decisions(shard);
        this.expiries = new Expiries(shard);
    }

    /** Changes the shard; answers when every command is decided. */
    public void post(List<LedgerCommand> commands, Consumer<Reply> answer) {
        if (shard.replica().raft().role() != Role.LEADER) {
            shard.post(commands, answer); // It says who leads.
            return;
        }
        if (known && !shard.leads()) {
            if (early.size() < EARLY_MAX) {
                early.add(new Early(commands, answer));
            } else {
                answer.accept(new Reply.Busy(shard.group() + " is still reading its history"));
            }
            return;
        }
        if (!shard.ledger().rules().changes() && Marks.isIn(commands)) {
            Marks.leaveOut(shard.group(), commands, this::post, answer);
            return;
        }
        if (!shard.ledger().knows(commands)) {
            answer.accept(
                    new Reply.TimedOut(
                            false,
                            shard.group() + " waits until all its nodes know such a command"));
            return;
        }
        List<ExpectBook.Expected> credits = expectedBy(accountsOf(commands));
        if (credits.isEmpty()) {
            decisions.post(commands, answer);
            return;
        }
        ask(
                credits,
                answer,
                steps ->
                        shard.postAll(
                                steps,
                                done -> {
                                    if (done) {
                                        decisions.post(commands, answer);
                                    } else {
                                        answer.accept(undelivered());
                                    }
                                }));
    }

    private Reply undelivered() {
        return new Reply.TimedOut(false, shard.group() + " could not book what it has received");
    }

    /** The accounts whose credits count for the verdict about these commands. */
    private static Set<AccountNumber> accountsOf(List<LedgerCommand> commands) {
        Set<AccountNumber> accounts = new LinkedHashSet<>();
        for (LedgerCommand command : commands) {
            switch (command) {
                case LedgerCommand.Post post -> {
                    accounts.add(post.account());
                    AccountNumber to = post.toAccount();
                    if (to != null) {
                        accounts.add(to);
                    }
                }
                case MovementCommand.Begin begin -> accounts.add(begin.post().account());
                case MovementCommand.BeginBatch begin -> {
                    Batch batch = begin.batch();
                    for (Batch.Leg leg : Batch.legs(batch.items(), batch.shard())) {
                        accounts.add(leg.account());
                    }
                }
                case LedgerCommand.ChangeAccount change -> {
                    if (change.status() == AccountStatus.CLOSED
                            || change.overdraftLimitMinor() != null) {
                        accounts.add(change.account());
                    }
                }
                default -> {
                    // No balance matters.
                }
            }
        }
        return accounts;
    }

    private List<ExpectBook.Expected> expectedBy(Set<AccountNumber> accounts) {
        if (shard.movements().expected().size() == 0) {
            return List.of();
        }
        List<ExpectBook.Expected> credits = new ArrayList<>();
        accounts.forEach(account -> credits.addAll(shard.movements().expectedBy(account)));
        return credits;
    }

    private void ask(
            List<ExpectBook.Expected> credits,
            Consumer<Reply> answer,
            Consumer<List<MovementCommand>> then) {
        if (asking >= ASKING_MAX) {
            answer.accept(new Reply.Busy(shard.group() + " has too many questions under way"));
            return;
        }
        asking++;
        participant.ask(
                credits,
                new Participant.Outcomes() {
                    @Override
                    public void known(List<MovementCommand> steps) {
                        asking--;
                        then.accept(steps);
                    }

                    @Override
                    public void unknown() {
                        asking--;
                        answer.accept(
                                new Reply.TimedOut(
                                        false, "a shard that pays this account is out of reach"));
                    }
                });
    }

    /**
     * Reads the shard, after a ReadIndex round.
     *
     * @param query what is read
     * @param read reads at once and answers, perhaps later
     */
    public void read(
            LedgerQuery query,
            long indexMin,
            Consumer<Consumer<Reply>> read,
            Consumer<Reply> answer) {
        readAgain(accountOf(query), indexMin, read, answer, 1);
    }

    private void readAgain(
            @Nullable AccountNumber account,
            long indexMin,
            Consumer<Consumer<Reply>> read,
            Consumer<Reply> answer,
            int round) {
        shard.replica()
                .readLater(
                        indexMin,
                        reply -> {
                            List<ExpectBook.Expected> credits =
                                    account == null
                                            ? List.of()
                                            : shard.movements().expectedBy(account);
                            if (credits.isEmpty()) {
                                read.accept(reply);
                            } else if (round > ROUNDS_MAX) {
                                reply.accept(new Reply.Busy("account " + account + " is too busy"));
                            } else {
                                Unseen unseen = new Unseen(reply);
                                read.accept(unseen::seen);
                                ask(
                                        credits,
                                        reply,
                                        steps ->
                                                unseen.judge(
                                                        steps,
                                                        () ->
                                                                readAgain(
                                                                        account, indexMin, read,
                                                                        reply, round + 1)));
                            }
                        },
                        answer);
    }

    /**
     * The answer to a read of an account that expects credits. It is sent only if they were all
     * undecided, because then nothing was missing at its index.
     */
    private final class Unseen {
        private final Consumer<Reply> answer;
        private @Nullable Reply seen;
        private boolean current;

        Unseen(Consumer<Reply> answer) {
            this.answer = answer;
        }

        void seen(Reply reply) {
            seen = reply;
            send();
        }

        void judge(List<MovementCommand> steps, Runnable again) {
            if (steps.isEmpty()) {
                current = true;
                send();
            } else {
                shard.postAll(
                        steps,
                        done -> {
                            if (done) {
                                again.run();
                            } else {
                                answer.accept(undelivered());
                            }
                        });
            }
        }

        private void send() {
            Reply reply = seen;
            if (current && reply != null) {
                answer.accept(reply);
            }
        }
    }

    /** The account whose balance or history a query shows, or null. */
    private static @Nullable AccountNumber accountOf(LedgerQuery query) {
        return switch (query) {
            case LedgerQuery.GetAccount get -> get.number();
            case LedgerQuery.GetAccountAt get -> get.number();
            case LedgerQuery.History history -> history.account();
            default -> null;
        };
    }

    /** Does what is due. Call it at the end of each turn, before the replica makes its entry. */
    public void turn() {
        if (shard.replica().raft().role() != Role.LEADER) {
            postEarly();
            if (term != 0) {
                term = 0;
                reset();
            }
            return;
        }
        if (!shard.leads()) {
            return;
        }
        if (term != shard.replica().raft().term()) {
            term = shard.replica().raft().term();
            reset();
        }
        postEarly();
        long nowNs = shard.time().nowNs();
        decisions.turn(nowNs);
        coordinator.turn(nowNs);
        participant.turn(nowNs);
        expiries.turn(nowNs);
    }

    /** What came before the books were complete; a node that does not lead refuses it. */
    private void postEarly() {
        List<Early> waiting = List.copyOf(early);
        early.clear();
        waiting.forEach(each -> post(each.commands(), each.answer()));
    }

    /**
     * What must not be and only a leader can know, in words: a credit that its coordinator does not know, or
     * that has not been booked for long although it is decided, or a hold that has outlived its time. Null if
     * there is nothing, or this replica does not lead.
     */
    public @Nullable String wrong() {
        if (!shard.leads()) {
            return null;
        }
        long nowNs = shard.time().nowNs();
        String credit = participant.wrong(nowNs, shard.time().wallMs());
        return credit == null ? expiries.wrong(nowNs) : credit;
    }

    /** The replica is dropped. */
    public void close() {
        early.forEach(each -> each.answer().accept(undelivered()));
        early.clear();
        reset();
    }

    private void reset() {
        decisions.reset();
        coordinator.reset();
        participant.reset();
        expiries.reset();
    }

    /** When {@link #turn} is due next. */
    public long nextDeadlineNs() {
        return term == 0
                ? Long.MAX_VALUE
                : Math.min(
                        expiries.nextDeadlineNs(),
                        Math.min(coordinator.nextDeadlineNs(), participant.nextDeadlineNs()));
    }
}
