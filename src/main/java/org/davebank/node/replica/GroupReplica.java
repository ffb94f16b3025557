package org.davebank.node.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireWriter;
import org.davebank.directory.RoutingTable;
import org.davebank.node.journal.EventLog;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.port.Time;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.GroupWork;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.davebank.raft.Entry;
import org.davebank.raft.HardState;
import org.davebank.raft.Progress;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftEffect;
import org.davebank.raft.RaftInput;
import org.davebank.raft.Refusal;
import org.davebank.raft.Role;
import org.davebank.storage.RecordKind;

/**
 * One group's replica on this node: its consensus, its state machine, and the requests that wait for
 * either.
 *
 * <pre>
 * Invariants
 *   G1  entries are applied once each, in order, without a gap
 *   G2  a waiting request is answered exactly once
 *   G3  commands are answered only after their entry is committed and applied here
 * </pre>
 *
 * @param <C> commands of the state machine
 */
public final class GroupReplica<C> {

    /** A leader that is further behind with applying takes no commands: they would only time out. */
    static final int ENTRIES_BEHIND_MAX = 64;

    static final int ENTRY_COMMANDS_MAX = 8_192;

    /**
     * What the replica shares with the rest of its node.
     *
     * @param usable tells members that can be reached
     * @param applyBytesMax see {@link org.davebank.raft.RaftSettings}
     * @param limits of what waits and of entries
     */
    public record Surroundings(
            MemberId self,
            NodeJournal journal,
            Outbox outbox,
            EventLog events,
            RoutingTable routes,
            Time time,
            Clocks clocks,
            Refusals refusals,
            Predicate<MemberId> usable,
            Consumer<GroupId> leaderChanged,
            int applyBytesMax,
            ReplicaSettings limits) {}

    /**
     * @param run its commands, encoded once when they came: so their size is no guess
     * @param cameNs on this node's clock
     */
    private record Waiting(int commands, byte[] run, long cameNs, Consumer<Reply> answer) {}

    private record InLog(long term, List<Waiting> waiting) {}

    /** @param read answers, at once or later */
    private record ReadWaiting(
            long indexMin, Consumer<Consumer<Reply>> read, Consumer<Reply> answer) {}

    private final GroupId group;
    private final Configuration founding;
    private final Raft raft;
    private final StateMachine<C> machine;
    private final Surroundings node;
    private final Intake intake;
    private final Stamps stamps;
    private final WriteTimes writeTimes = new WriteTimes();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Map<Long, List<Waiting>> proposing = new TreeMap<>();
    private final Map<Long, Consumer<Reply>> changing = new TreeMap<>();
    private final TreeMap<Long, InLog> inLog = new TreeMap<>();
    private final Map<Long, List<ReadWaiting>> reads = new TreeMap<>();
    private final TreeMap<Long, List<ReadWaiting>> readyReads = new TreeMap<>();
    private List<ReadWaiting> newReads = new ArrayList<>();
    private int queuedCommands;
    private int readsWaiting;
    private long appliedIndex;
    private int appliedBytesThisTurn;
    private long nextTicket;
    private long leaderHeardNs;
    private boolean appended;
    private boolean firstWriteExpected;
    private boolean closed;

    public GroupReplica(
            GroupId group,
            Configuration founding,
            Raft raft,
            StateMachine<C> machine,
            Surroundings node) {
        this.group = group;
        this.founding = founding;
        this.raft = raft;
        this.machine = machine;
        this.node = node;
        this.intake = new Intake(group, raft, machine, node.clocks(), node.refusals());
        this.stamps = new Stamps(group, raft, node.clocks(), node.time());
    }

    /** Takes one input and carries out everything that consensus answers. */
    public void step(RaftInput input) {
        if (closed) {
            return;
        }
        long nowNs = node.time().nowNs();
        if (input instanceof RaftInput.Received received && received.from().equals(raft.leader())) {
            leaderHeardNs = nowNs;
        }
        RaftInput admitted =
                input instanceof RaftInput.Received received ? intake.admit(received) : input;
        for (RaftEffect effect : raft.step(admitted, nowNs)) {
            execute(effect);
        }
        if (appended) {
            appended = false;
            long index = raft.lastIndex();
            long term = raft.lastTerm();
            node.journal().afterSync(() -> step(new RaftInput.Persisted(index, term)));
        }
        if (input instanceof RaftInput.Tick) {
            RaftInput.Transfer order = stamps.tick(node.usable());
            if (order != null) {
                step(order);
            }
        }
    }

    private void execute(RaftEffect effect) {
        switch (effect) {
            case RaftEffect.SaveHardState e -> save(e.state());
            case RaftEffect.Append e -> save(e.entries());
            case RaftEffect.Send e -> {
                if (e.afterSync()) {
                    node.journal().afterSync(() -> send(e));
                } else {
                    send(e);
                }
            }
            case RaftEffect.Apply e -> apply();
            case RaftEffect.Proposed e -> proposed(e);
            case RaftEffect.Refused e -> refused(e);
            case RaftEffect.ReadReady e -> readReady(e);
            case RaftEffect.ReadRefused e -> readRefused(e.readId());
            case RaftEffect.LeaderChanged e -> leaderChanged(e);
            case RaftEffect.RoleChanged e -> roleChanged(e);
            case RaftEffect.ElectionStarted e ->
                    node.events()
                            .record(
                                    EventKind.ELECTION_STARTED,
                                    group,
                                    e.term(),
                                    raft.lastIndex(),
                                    (e.preVote() ? "asks for pre-votes in " : "asks for votes in ")
                                            + group);
            case RaftEffect.MessageRefused e -> node.refusals().message(e.from(), group, e.rule());
            case RaftEffect.ConfigurationChanged e ->
                    node.events()
                            .record(
                                    EventKind.CONFIGURATION_CHANGED,
                                    group,
                                    raft.term(),
                                    raft.lastIndex(),
                                    group
                                            + " has "
                                            + e.configuration().voters().size()
                                            + " voters, "
                                            + e.configuration().learners().size()
                                            + " learners");
        }
    }

    private void send(RaftEffect.Send effect) {
        if (!closed) {
            node.outbox().add(effect.to(), group, effect.message());
        }
    }

    private void save(HardState state) {
        byte[] hard = Recovered.writeHardState(state);
        node.journal().save(RecordKind.HARD_STATE, group.value(), hard);
    }

    private void save(List<Entry> entries) {
        for (Entry entry : entries) {
            WireWriter out = new WireWriter(entry.data().length + 32);
            entry.write(out);
            node.journal().save(RecordKind.ENTRY, group.value(), out.toBytes());
        }
        appended = true;
    }

    /**
     * Applies what is committed, as much as a turn may: the next turns go on. Entries are taken from
     * the log one by one, for a log that was just recovered may be much larger than memory.
     */
    private void apply() {
        while (isBehind() && appliedBytesThisTurn < node.applyBytesMax()) {
            Entry entry = raft.entry(appliedIndex + 1);
            appliedBytesThisTurn += entry.data().length + 1;
            apply(entry);
        }
    }

    /** True while entries are committed that are not applied here yet. */
    public boolean isBehind() {
        return appliedIndex < raft.commitIndex();
    }

    private void apply(Entry entry) {
        Invariant.check(
                entry.index() == appliedIndex + 1, "G1: no gap", entry.index(), appliedIndex);
        StateMachine.Applied applied;
        try {
            applied = machine.apply(entry);
        } catch (WireException e) {
            throw new Invariant.Broken(
                    group + " index " + entry.index() + " is no entry of ours: " + e.getMessage());
        }
        appliedIndex = entry.index();
        InLog done = inLog.remove(entry.index());
        if (done != null) {
            answer(done, entry.term(), applied);
        }
        while (!readyReads.isEmpty() && readyReads.firstKey() <= appliedIndex) {
            readyReads.pollFirstEntry().getValue().forEach(this::run);
        }
    }

    private void answer(InLog done, long term, StateMachine.Applied applied) {
        if (done.term() != term) {
            done.waiting().forEach(this::lost);
            return;
        }
        if (firstWriteExpected && !done.waiting().isEmpty()) {
            firstWriteExpected = false;
            node.events()
                    .record(
                            EventKind.FIRST_WRITE,
                            group,
                            term,
                            appliedIndex,
                            "first acknowledged write of " + group + " in term " + term);
        }
        int from = 0;
        long nowNs = node.time().nowNs();
        for (Waiting waiting : done.waiting()) {
            int count = waiting.commands();
            writeTimes.add(count, nowNs - waiting.cameNs());
            waiting.answer().accept(applied.reply(from, count));
            from += count;
        }
    }

    private void lost(Waiting waiting) {
        waiting.answer().accept(new Reply.TimedOut(true, group + " changed its leader meanwhile"));
    }

    /** Takes commands for the next entry. The answer comes once, maybe at once. */
    public void post(List<C> commands, Consumer<Reply> answer) {
        if (raft.role() != Role.LEADER) {
            answer.accept(notLeader());
        } else if (raft.commitIndex() - appliedIndex > ENTRIES_BEHIND_MAX) {
            answer.accept(new Reply.Busy(group + " is still reading its history"));
        } else if (queuedCommands + commands.size() > node.limits().queueCommandsMax()) {
            answer.accept(new Reply.Busy(group + " has " + queuedCommands + " commands waiting"));
        } else {
            enqueue(commands, answer);
        }
    }

    private void enqueue(List<C> commands, Consumer<Reply> answer) {
        byte[] run = machine.encode(commands);
        if (run.length > node.limits().entryBytesMax() || commands.size() > ENTRY_COMMANDS_MAX) {
            answer.accept(
                    new Reply.TooLarge(
                            "a request of "
                                    + run.length
                                    + " bytes is larger than a log entry may be"));
        } else {
            queue.addLast(new Waiting(commands.size(), run, node.time().nowNs(), answer));
            queuedCommands += commands.size();
        }
    }

    /** Reads when every write acknowledged before now is applied here (ReadIndex). */
    public void read(long indexMin, Supplier<Reply> read, Consumer<Reply> answer) {
        readLater(indexMin, replyTo -> replyTo.accept(read.get()), answer);
    }

    /** The same for what may take several turns to read. */
    public void readLater(long indexMin, Consumer<Consumer<Reply>> read, Consumer<Reply> answer) {
        if (raft.role() != Role.LEADER) {
            answer.accept(notLeader());
        } else if (readsWaiting >= node.limits().readsWaitingMax()) {
            answer.accept(new Reply.Busy(group + " has too many reads waiting"));
        } else {
            newReads.add(new ReadWaiting(indexMin, read, answer));
            readsWaiting++;
        }
    }

    public void change(ConfigurationChange change, Consumer<Reply> answer) {
        long ticket = ++nextTicket;
        changing.put(ticket, answer);
        step(new RaftInput.Change(ticket, change));
    }

    /**
     * Goes on applying, and turns what has gathered since the last turn into one entry and one read
     * round.
     */
    public void endTurn() {
        appliedBytesThisTurn = 0;
        apply();
        proposeWaiting();
        if (!newReads.isEmpty()) {
            long ticket = ++nextTicket;
            reads.put(ticket, newReads);
            newReads = new ArrayList<>();
            step(new RaftInput.Read(ticket));
        }
    }

    private void proposeWaiting() {
        while (!queue.isEmpty()
                && raft.role() == Role.LEADER
                && inLog.size() < node.limits().entriesInFlightMax()) {
            switch (stamps.next()) {
                case Stamps.Stamp stamp -> proposeNextEntry(stamp.ms());
                case Stamps.Refused refused -> refuseQueue(refused.reply());
            }
        }
    }

    private void refuseQueue(Reply reply) {
        queue.forEach(waiting -> waiting.answer().accept(reply));
        queue.clear();
        queuedCommands = 0;
    }

    /** Whatever waits fits an entry by itself, so nobody is refused for what came with him. */
    private void proposeNextEntry(long stampMs) {
        List<Waiting> waiting = new ArrayList<>();
        List<byte[]> runs = new ArrayList<>();
        int commands = 0;
        int bytes = 0;
        while (!queue.isEmpty()) {
            Waiting next = queue.getFirst();
            if (commands + next.commands() > ENTRY_COMMANDS_MAX
                    || bytes + next.run().length > node.limits().entryBytesMax()) {
                break;
            }
            queue.removeFirst();
            queuedCommands -= next.commands();
            commands += next.commands();
            bytes += next.run().length;
            waiting.add(next);
            runs.add(next.run());
        }
        byte[] data = StateMachine.entry(stampMs, commands, runs);
        int dataBytesMax = node.limits().entryBytesMax() + StateMachine.ENTRY_HEAD_BYTES_MAX;
        Invariant.check(data.length <= dataBytesMax, "entries are cut by size", data.length, 0);
        long ticket = ++nextTicket;
        proposing.put(ticket, waiting);
        step(new RaftInput.Propose(ticket, data));
    }

    private void proposed(RaftEffect.Proposed effect) {
        Consumer<Reply> change = changing.remove(effect.proposalId());
        if (change != null) {
            change.accept(new Reply.Done(new byte[0]));
            return;
        }
        List<Waiting> waiting = proposing.remove(effect.proposalId());
        if (waiting == null) {
            throw new Invariant.Broken("a proposal is answered once");
        }
        InLog replaced = inLog.put(effect.index(), new InLog(effect.term(), waiting));
        if (replaced != null) {
            replaced.waiting().forEach(this::lost);
        }
    }

    private void refused(RaftEffect.Refused effect) {
        boolean notLeader = effect.why() == Refusal.NOT_LEADER;
        Reply reply = notLeader ? notLeader() : new Reply.Busy(group + ": " + effect.why());
        Consumer<Reply> change = changing.remove(effect.proposalId());
        if (change != null) {
            change.accept(notLeader ? reply : new Reply.Declined(effect.why().name()));
            return;
        }
        List<Waiting> waiting = proposing.remove(effect.proposalId());
        if (waiting != null) {
            waiting.forEach(each -> each.answer().accept(reply));
        }
    }

    private void readReady(RaftEffect.ReadReady effect) {
        List<ReadWaiting> ready = reads.remove(effect.readId());
        if (ready == null) {
            return;
        }
        for (ReadWaiting read : ready) {
            long index = Math.max(effect.index(), read.indexMin());
            if (index <= appliedIndex) {
                run(read);
            } else {
                readyReads.computeIfAbsent(index, key -> new ArrayList<>()).add(read);
            }
        }
    }

    private void run(ReadWaiting read) {
        readsWaiting--;
        read.read().accept(read.answer());
    }

    private void readRefused(long readId) {
        List<ReadWaiting> refused = reads.remove(readId);
        if (refused != null) {
            refused.forEach(this::refuse);
        }
    }

    private void refuse(ReadWaiting read) {
        readsWaiting--;
        read.answer().accept(notLeader());
    }

    private void leaderChanged(RaftEffect.LeaderChanged effect) {
        MemberId leader = effect.leader();
        if (leader != null) {
            node.routes().learnLeader(group, effect.term(), leader, raft.configuration().members());
            if (leader.equals(node.self())) {
                firstWriteExpected = true;
                node.events()
                        .record(
                                group.isShard()
                                        ? EventKind.LEADER_ELECTED
                                        : EventKind.SUPERNODE_ELECTED,
                                group,
                                effect.term(),
                                raft.lastIndex(),
                                group.isShard()
                                        ? "leads " + group + " in term " + effect.term()
                                        : "is the supernode, term " + effect.term());
            }
        }
        node.leaderChanged().accept(group);
    }

    private void roleChanged(RaftEffect.RoleChanged effect) {
        if (effect.role() == Role.LEADER || (queue.isEmpty() && inLog.isEmpty() && noReads())) {
            return;
        }
        node.events()
                .record(
                        EventKind.LEADER_STEPPED_DOWN,
                        group,
                        effect.term(),
                        raft.lastIndex(),
                        "no longer leads " + group);
        giveUp(inLog.tailMap(raft.commitIndex(), false));
    }

    /**
     * Whatever waits for this replica is told that it will not come from here; of what is in the log,
     * these entries.
     */
    private void giveUp(Map<Long, InLog> lost) {
        refuseQueue(notLeader());
        lost.values().forEach(each -> each.waiting().forEach(this::lost));
        lost.clear();
        newReads.forEach(this::refuse);
        newReads.clear();
        reads.values().forEach(list -> list.forEach(this::refuse));
        reads.clear();
        for (Iterator<List<ReadWaiting>> i = readyReads.values().iterator(); i.hasNext(); ) {
            i.next().forEach(this::refuse);
            i.remove();
        }
    }

    /** The node drops the replica: it takes no input and says nothing more. */
    public void close() {
        closed = true;
        giveUp(inLog);
    }

    /** What waits here, for inspection. */
    public ReplicaQueues queues() {
        return new ReplicaQueues(queuedCommands, inLog.size(), readsWaiting);
    }

    private boolean noReads() {
        return newReads.isEmpty() && reads.isEmpty() && readyReads.isEmpty();
    }

    private Reply notLeader() {
        MemberId leader = raft.leader();
        boolean selfOnTheWay = node.self().equals(leader) && raft.role() != Role.LEADER;
        return new Reply.NotLeader(group, raft.term(), selfOnTheWay ? null : leader);
    }

    /** Where a committed entry stands, as this replica knows while it leads. */
    public Reply locate(long index) {
        if (index < 1 || index > appliedIndex) {
            return new Reply.Declined(group + " has no entry " + index);
        }
        List<MemberId> onDisk = new ArrayList<>();
        List<MemberId> missing = new ArrayList<>();
        Map<MemberId, Progress> progress = raft.progress();
        for (MemberId member : raft.configuration().members()) {
            Progress each = progress.get(member);
            boolean self = member.equals(node.self());
            long known = self ? raft.durableIndex() : each == null ? 0 : each.matchIndex();
            (known >= index ? onDisk : missing).add(member);
        }
        return new Reply.Located(group, index, raft.termAt(index), onDisk, missing);
    }

    public GroupReport report(long nowNs, long contactNsMax) {
        Configuration configuration = raft.configuration();
        List<Long> matches = new ArrayList<>();
        List<MemberId> ready = new ArrayList<>();
        List<MemberId> answering = new ArrayList<>();
        boolean quorum = false;
        GroupWork work = GroupWork.NONE;
        if (raft.role() == Role.LEADER) {
            Map<MemberId, Progress> progress = raft.progress();
            for (MemberId member : configuration.voters()) {
                Progress each = progress.get(member);
                boolean self = member.equals(node.self());
                matches.add(self ? raft.lastIndex() : each == null ? 0 : each.matchIndex());
                if (self || (each != null && nowNs - each.lastContactNs() <= contactNsMax)) {
                    answering.add(member);
                }
            }
            for (MemberId member : configuration.learners()) {
                Progress each = progress.get(member);
                matches.add(each == null ? 0 : each.matchIndex());
                if (each != null && each.caughtUp()) {
                    ready.add(member);
                }
            }
            quorum = answering.size() >= configuration.quorum() && raft.committedInOwnTerm();
            if (machine instanceof LedgerMachine shard) {
                work = writeTimes.take(shard.ledger());
            }
        }
        return new GroupReport(
                group,
                raft.role(),
                raft.term(),
                raft.leader(),
                raft.lastIndex(),
                raft.commitIndex(),
                appliedIndex,
                quorum,
                stamps.refuses(),
                raft.configurationIndex(),
                configuration.voters(),
                configuration.learners(),
                ready,
                matches,
                answering,
                work);
    }

    public GroupId group() {
        return group;
    }

    Configuration founding() {
        return founding;
    }

    public Raft raft() {
        return raft;
    }

    public StateMachine<C> machine() {
        return machine;
    }

    public long appliedIndex() {
        return appliedIndex;
    }

    /** When its consensus has to be asked again, or at once while something is to be applied. */
    public long nextDeadlineNs() {
        return isBehind() ? node.time().nowNs() : raft.nextDeadlineNs();
    }

    /** What its log and its state take in memory, roughly. */
    public long memoryBytes() {
        return raft.logBytes() + machine.memoryBytes();
    }

    /** Milliseconds since this replica last heard its leader; 0 on the leader itself. */
    public long stalenessMs() {
        return raft.role() == Role.LEADER
                ? 0
                : Math.max(1, (node.time().nowNs() - leaderHeardNs) / 1_000_000);
    }
}
