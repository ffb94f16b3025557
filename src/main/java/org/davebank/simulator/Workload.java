package org.davebank.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.directory.Slots;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.simulator.check.CutWatch;
import org.davebank.simulator.check.HistoryChecker;
import org.davebank.simulator.check.Operation;
import org.davebank.simulator.check.PaymentWatch;
import org.davebank.simulator.check.Violation;
import org.davebank.simulator.event.Attempt;
import org.davebank.simulator.event.SimEvent;
import org.davebank.simulator.history.ClientHistory;

/**
 * The bank's customers: a few clients, each with one operation under way, that open accounts, pay
 * in and out, transfer within a shard and read balances at any server node. A client repeats an
 * operation under the same key, at the same node or another one, until it knows the outcome; some
 * ask two nodes at once. And an auditor, who asks any node for marks.
 */
final class Workload {

    private static final long MS = 1_000_000L;
    private static final int CLIENTS = 8;

    /**
     * In runs longer than this, clients think longer, so that a run's memory, and what a starting
     * process reads, do not grow with its length.
     */
    private static final int BUSY_MINUTES_MAX = 6;

    /** The share of operations about a file. */
    private static final double SHARE_CHANCE = 0.02;

    private static final int FILE_BYTES_MAX = 3_000;
    private static final int FILES_KEPT_MAX = 50;
    private static final int POSTED_KEPT_MAX = 50;

    /** How long after its own deadline an unanswered attempt is given up. */
    private static final long WATCH_NS = 500 * MS;

    private static final long MARK_NS = 2_000 * MS;
    private static final long CUTS_SALT = 0x6375_7473L;

    private record Answer(Attempt attempt, Reply reply) {}

    private static final class Client {
        final int number;
        final List<Attempt> attempts = new ArrayList<>();
        long operations;
        boolean busy;

        Client(int number) {
            this.number = number;
        }
    }

    private final Simulation world;
    private final RandomSource random;
    private final HistoryChecker history;
    private final PaymentWatch payments;
    private final ClientHistory heard;
    private final CutWatch cuts;
    private final Demand demand;
    private final List<Client> clients = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final long thinkNs;
    private final List<LedgerCommand.Post> posted = new ArrayList<>();
    private final List<byte[]> files = new ArrayList<>();
    private int sharing;
    private boolean closing;
    private long acknowledged;
    private long reads;

    Workload(Simulation world, RandomSource random, HistoryChecker history) {
        this.world = world;
        this.random = random;
        this.history = history;
        this.thinkNs =
                random.between(60, 160)
                        * MS
                        * Math.max(BUSY_MINUTES_MAX, world.settings().minutes())
                        / BUSY_MINUTES_MAX;
        this.payments = new PaymentWatch(history);
        this.heard = new ClientHistory(world.settings().shards());
        RandomSource marks = new RandomSource(world.settings().seed() ^ CUTS_SALT);
        this.cuts = new CutWatch(history, marks, world.settings().shards());
        this.demand = new Demand(world, random.fork(), history, payments);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i));
        }
    }

    void begin() {
        for (Client client : clients) {
            world.step(random.between(0, thinkNs), "client", () -> next(client));
        }
        if (world.settings().rules() >= 3) {
            world.step(cuts.pauseMs() * MS, "audit", this::audit);
        }
    }

    /** Marks the next cut. */
    private void audit() {
        if (closing) {
            return;
        }
        for (CutWatch.Order order : cuts.next()) {
            world.step(
                    order.laterMs() * MS,
                    "mark",
                    () -> {
                        Machine machine = world.machine(cuts.machine(world.settings().nodes()));
                        if (!machine.isOff()) {
                            machine.ask(
                                    new RequestBody.Post(order.group(), List.of(order.mark())),
                                    MARK_NS,
                                    reply -> cuts.answered(order, reply));
                        }
                    });
        }
        world.step(cuts.pauseMs() * MS, "audit", this::audit);
    }

    /** Starts no further operations; those in progress go on. */
    void close() {
        closing = true;
    }

    boolean isIdle() {
        return clients.stream().noneMatch(client -> client.busy);
    }

    private void next(Client client) {
        if (closing) {
            return;
        }
        client.busy = true;
        client.operations++;
        Operation operation = choose(client);
        ask(client, operation);
        if (random.chance(0.1)) {
            ask(client, operation); // An impatient client asks twice, perhaps elsewhere.
        }
    }

    private Operation choose(Client client) {
        if (!posted.isEmpty() && random.chance(SHARE_CHANCE)) {
            sharing++;
            return Operation.share(client.number, file());
        }
        return demand.next(client.number);
    }

    /** Random bytes, now and then the same as before. */
    private byte[] file() {
        if (!files.isEmpty() && random.chance(0.2)) {
            return files.get(random.nextInt(files.size()));
        }
        byte[] bytes = new byte[1 + random.nextInt(FILE_BYTES_MAX)];
        random.nextBytes(bytes);
        if (files.size() < FILES_KEPT_MAX) {
            files.add(bytes);
        }
        return bytes;
    }

    /** True while no file is on its way to the nodes or to its entry. */
    boolean sharesNothing() {
        return sharing == 0;
    }

    /** The file is shared: an entry refers to it at once, later, or never. */
    private void shared(Client client, byte[] file, long epoch) {
        if (random.chance(0.2)) {
            sharing--;
            client.busy = false;
            world.step(random.between(0, 2 * thinkNs), "client", () -> next(client));
            return;
        }
        long laterMs = random.chance(0.1) ? random.between(1_000, 12_000) : 0;
        world.step(laterMs * MS, "attach", () -> attach(client, file, epoch));
    }

    private void attach(Client client, byte[] file, long epoch) {
        LedgerCommand.Post to = posted.get(random.nextInt(posted.size()));
        GroupId group = groupOf(to.account());
        String key = "c" + client.number + "-" + client.operations;
        LedgerCommand attach =
                new LedgerCommand.Attach(
                        to.id(),
                        to.account(),
                        key,
                        FileChecker.name(file),
                        file.length,
                        "image/png",
                        "receipt.png",
                        epoch,
                        "simulator",
                        key);
        ask(
                client,
                Operation.write(
                        client.number,
                        group,
                        List.of(attach),
                        history.begin(group),
                        payments.count()));
    }

    private GroupId groupOf(AccountNumber number) {
        return GroupId.ofShard(Slots.shardOf(number, world.settings().shards()));
    }

    /** Asks a server node, or waits a little if the chosen one is off. */
    private void ask(Client client, Operation operation) {
        if (operation.isDone()) {
            return;
        }
        Machine machine = world.machine(random.nextInt(world.settings().servers()));
        if (machine.isOff()) {
            retry(client, operation);
            return;
        }
        long timeoutNs = random.between(1_000, 4_000) * MS;
        operation.call(world.nowNs());
        Attempt attempt = new Attempt(operation, machine.number(), machine.life(), timeoutNs);
        client.attempts.add(attempt);
        world.after(0, new SimEvent.Submission(machine.number(), attempt));
        world.step(timeoutNs + WATCH_NS, "watch", () -> giveUp(client, attempt));
    }

    private void retry(Client client, Operation operation) {
        world.step(random.between(20, 150) * MS, "retry", () -> ask(client, operation));
    }

    private void giveUp(Client client, Attempt attempt) {
        if (attempt.end()) {
            client.attempts.remove(attempt);
            if (client.attempts.isEmpty()) {
                retry(client, attempt.operation);
            }
        }
    }

    /** The process that was asked has ended, and the connection with it. */
    void crashed(Machine machine) {
        for (Client client : clients) {
            for (Attempt attempt : new ArrayList<>(client.attempts)) {
                if (attempt.machine == machine.number()) {
                    giveUp(client, attempt);
                }
            }
        }
    }

    /**
     * A node answers. {@link #settle} judges it at the end of the turn, when its effects are
     * visible.
     */
    void answered(Attempt attempt, Reply reply) {
        answers.addLast(new Answer(attempt, reply));
    }

    /** Judges the answers of the turn that has just ended. */
    void settle() {
        while (!answers.isEmpty()) {
            Answer answer = answers.removeFirst();
            settle(clients.get(answer.attempt.operation.client), answer.attempt, answer.reply);
        }
    }

    private void settle(Client client, Attempt attempt, Reply reply) {
        Operation operation = attempt.operation;
        boolean definite =
                switch (reply) {
                    case Reply.Posted posted -> {
                        judge(operation, posted);
                        yield true;
                    }
                    case Reply.Answered answered -> {
                        judge(operation, answered);
                        yield true;
                    }
                    case Reply.Shared shared -> true;
                    case Reply.Full full -> false;
                    case Reply.Busy busy -> false;
                    case Reply.Skewed skewed -> false;
                    case Reply.TimedOut timedOut -> false;
                    case Reply.Declined declined -> false;
                    case Reply.NotLeader notLeader -> false;
                    default -> throw new Violation("an answer to no question: " + reply);
                };
        if (!attempt.end()) {
            return; // Late, but true.
        }
        client.attempts.remove(attempt);
        if (definite && !operation.isDone()) {
            operation.finish();
            client.attempts.clear();
            byte[] file = operation.file;
            if (file != null && reply instanceof Reply.Shared shared) {
                shared(client, file, shared.epoch());
                return;
            }
            client.busy = false;
            count(operation);
            if (reply instanceof Reply.Posted posted) {
                for (int i = 0; i < operation.commands.size(); i++) {
                    demand.answered(
                            client.number, operation.commands.get(i), posted.results().get(i));
                }
            }
            world.step(random.between(0, 2 * thinkNs), "client", () -> next(client));
        } else if (!operation.isDone() && client.attempts.isEmpty()) {
            retry(client, operation);
        }
    }

    private void judge(Operation operation, Reply.Posted posted) {
        if (posted.results().size() != operation.commands.size()
                || !posted.group().equals(operation.group)) {
            throw new Violation("H1: the answer belongs to another question: " + posted);
        }
        for (int i = 0; i < operation.commands.size(); i++) {
            LedgerCommand command = operation.commands.get(i);
            LedgerResult result = posted.results().get(i);
            history.acknowledged(
                    operation.group, operation.floorIndex, posted.index(), command, result);
            payments.acknowledged(operation, posted.index(), command, result);
            heard.acknowledged(operation, world.nowNs(), command, result);
        }
        history.end(operation.group, posted.index());
    }

    private void judge(Operation operation, Reply.Answered answered) {
        if (operation.query == null) {
            throw new Violation("H3: the answer belongs to another question: " + answered);
        }
        history.read(
                operation.group,
                operation.floorIndex,
                answered.index(),
                operation.query,
                answered.answer());
        payments.read(operation, answered.index());
        heard.read(operation, world.nowNs(), operation.query, answered.answer());
        history.end(operation.group, answered.index());
    }

    private void count(Operation operation) {
        if (operation.query != null) {
            reads++;
        }
        acknowledged += operation.commands.size();
        for (LedgerCommand command : operation.commands) {
            if (command instanceof LedgerCommand.OpenAccount open) {
                demand.opened(open);
            }
            if (command instanceof LedgerCommand.Post post && posted.size() < POSTED_KEPT_MAX) {
                posted.add(post);
            }
            if (command instanceof LedgerCommand.Attach) {
                sharing--;
            }
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    CutWatch cuts() {
        return cuts;
    }

    ClientHistory heard() {
        return heard;
    }

    PaymentWatch payments() {
        return payments;
    }

    long reads() {
        return reads;
    }
}
