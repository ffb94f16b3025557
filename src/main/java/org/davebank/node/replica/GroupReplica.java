package org.davebank.node.replica;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireWriter;
import org.davebank.node.journal.Recovered;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.Reply;
import org.davebank.raft.ConfigurationChange;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.raft.HardState;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftEffect;
import org.davebank.raft.RaftInput;
import org.davebank.raft.Refusal;
import org.davebank.raft.Role;
import org.davebank.storage.RecordKind;

/**
 * One group's replica on this node: its consensus, its state machine and its waiting requests.
 *
 * <pre>
 * Invariants
 *   G1  each entry is applied once, in order, without gaps
 *   G2  a waiting request is answered exactly once
 *   G3  commands are answered only after their entry is committed and applied here
 * </pre>
 *
 * @param <C> commands of the state machine
 */
public final class GroupReplica<C> {

    /**
     * A leader whose backlog of unapplied entries is larger accepts no commands, because they would
     * time out.
     */
    static final int ENTRIES_BEHIND_MAX = 64;

    private final GroupId group;
    private final Raft raft;
    private final StateMachine<C> machine;
    private final SharedParts node;
    private final Intake intake;
    private final Stamps stamps;
    private final WaitingCommands<C> commands;
    private final WaitingReads reads;
    private final ReplicaStanding standing;
    private final Map<Long, Consumer<Reply>> changing = new TreeMap<>();
    private long appliedIndex;
    private int appliedBytesThisTurn;
    private long nextTicket;
    private long newestRulesIndex;
    private long leaderHeardNs;
    private boolean appended;
    private boolean closed;

    public GroupReplica(GroupId group, Raft raft, StateMachine<C> machine, SharedParts node) {
        this.group = group;
        this.raft = raft;
        this.machine = machine;
        this.node = node;
        this.intake = new Intake(group, raft, machine, node.clocks(), node.refusals());
        this.stamps = new Stamps(group, raft, node.clocks(), node.time());
        WriteTimes writeTimes = new WriteTimes();
        this.commands = new WaitingCommands<>(group, machine, node, writeTimes, this::step);
        this.reads = new WaitingReads(group, node.limits(), this::appliedIndex);
        this.standing = new ReplicaStanding(group, node.self(), raft, machine, stamps, writeTimes);
    }

    /** Passes one input to consensus and executes the resulting effects. */
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
            case RaftEffect.ReadReady e -> reads.ready(e);
            case RaftEffect.ReadRefused e -> reads.refused(e.readId(), notLeader());
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
     * Applies committed entries up to the limit of a turn; the next turns continue. Reads entries
     * from the log one by one, because a recovered log may be much larger than memory.
     */
    private void apply() {
        while (isBehind() && appliedBytesThisTurn < node.applyBytesMax()) {
            Entry entry = raft.entry(appliedIndex + 1);
            appliedBytesThisTurn += entry.data().length + 1;
            apply(entry);
        }
    }

    /** True while there are committed entries that are not applied here yet. */
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
                    group + " index " + entry.index() + " cannot be decoded: " + e.getMessage());
        }
        appliedIndex = entry.index();
        if (entry.kind() == EntryKind.RULES && raft.role() == Role.LEADER) {
            String text = group + " goes by rules " + machine.rules() + " from here on";
            node.events()
                    .record(
                            EventKind.CONFIGURATION_CHANGED,
                            group,
                            entry.term(),
                            entry.index(),
                            text);
        }
        commands.applied(entry, applied);
        reads.runApplied();
    }

    /**
     * Queues commands for the next entry. Calls {@code answer} once, possibly before this method
     * returns.
     */
    public void post(List<C> posted, Consumer<Reply> answer) {
        if (raft.role() != Role.LEADER) {
            answer.accept(notLeader());
        } else if (raft.commitIndex() - appliedIndex > ENTRIES_BEHIND_MAX) {
            answer.accept(new Reply.Busy(group + " is still reading its history"));
        } else {
            commands.add(posted, answer);
        }
    }

    /** Reads when every write acknowledged before now is applied here (ReadIndex). */
    public void read(long indexMin, Supplier<Reply> read, Consumer<Reply> answer) {
        readLater(indexMin, replyTo -> replyTo.accept(read.get()), answer);
    }

    /** Like {@link #read}, for reads that may take several turns. */
    public void readLater(long indexMin, Consumer<Consumer<Reply>> read, Consumer<Reply> answer) {
        if (raft.role() != Role.LEADER) {
            answer.accept(notLeader());
        } else {
            reads.add(indexMin, read, answer);
        }
    }

    public void change(ConfigurationChange change, Consumer<Reply> answer) {
        long ticket = ++nextTicket;
        changing.put(ticket, answer);
        step(new RaftInput.Change(ticket, change));
    }

    /**
     * Proposes an entry from which on the group goes by other rules: once for each version, for nothing
     * may be in the log that is not applied yet but the commands of this term.
     */
    public void follow(int rules, Consumer<Reply> answer) {
        boolean leads = raft.role() == Role.LEADER;
        boolean settled = leads && raft.committedInOwnTerm() && !isBehind();
        if (leads && (!settled || newestRulesIndex > appliedIndex || rules <= machine.rules())) {
            answer.accept(new Reply.Declined(group + " goes by rules " + machine.rules()));
            return;
        }
        long ticket = ++nextTicket;
        changing.put(ticket, answer);
        byte[] data = Entry.rulesData(rules);
        step(new RaftInput.Propose(ticket, EntryKind.RULES, data));
        if (leads) {
            newestRulesIndex = raft.lastIndex();
        }
    }

    /**
     * Goes on applying, and turns what has gathered since the last turn into one entry and one read
     * round.
     */
    public void endTurn() {
        appliedBytesThisTurn = 0;
        apply();
        proposeWaiting();
        if (reads.needRound()) {
            long ticket = ++nextTicket;
            reads.beginRound(ticket);
            step(new RaftInput.Read(ticket));
        }
    }

    private void proposeWaiting() {
        while (commands.needEntry() && raft.role() == Role.LEADER) {
            switch (stamps.next()) {
                case Stamps.Stamp stamp -> commands.proposeNextEntry(++nextTicket, stamp.ms());
                case Stamps.Refused refused -> commands.refuseQueue(refused.reply());
            }
        }
    }

    /** The stamp that an entry would get now, wall milliseconds; empty while the clock is not right. */
    public OptionalLong stampMs() {
        return stamps.next() instanceof Stamps.Stamp stamp
                ? OptionalLong.of(stamp.ms())
                : OptionalLong.empty();
    }

    private void proposed(RaftEffect.Proposed effect) {
        Consumer<Reply> change = changing.remove(effect.proposalId());
        if (change != null) {
            change.accept(new Reply.Done(new byte[0]));
            return;
        }
        commands.proposed(effect);
    }

    private void refused(RaftEffect.Refused effect) {
        boolean notLeader = effect.why() == Refusal.NOT_LEADER;
        Reply reply = notLeader ? notLeader() : new Reply.Busy(group + ": " + effect.why());
        Consumer<Reply> change = changing.remove(effect.proposalId());
        if (change != null) {
            change.accept(notLeader ? reply : new Reply.Declined(effect.why().name()));
            return;
        }
        commands.refused(effect.proposalId(), reply);
    }

    private void leaderChanged(RaftEffect.LeaderChanged effect) {
        MemberId leader = effect.leader();
        if (leader != null) {
            node.routes().learnLeader(group, effect.term(), leader, raft.configuration().members());
            if (leader.equals(node.self())) {
                commands.expectFirstWrite();
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
        newestRulesIndex = 0;
        if (effect.role() == Role.LEADER || (commands.isEmpty() && reads.isEmpty())) {
            return;
        }
        node.events()
                .record(
                        EventKind.LEADER_STEPPED_DOWN,
                        group,
                        effect.term(),
                        raft.lastIndex(),
                        "no longer leads " + group);
        giveUp(raft.commitIndex());
    }

    /** Answers all waiting requests; of those in the log, only entries after that index. */
    private void giveUp(long afterIndex) {
        commands.giveUp(notLeader(), afterIndex);
        reads.giveUp(notLeader());
    }

    /** Closes the replica because the node drops it: it accepts no more input and sends nothing. */
    public void close() {
        closed = true;
        giveUp(0);
    }

    /** The queue lengths, for inspection. */
    public ReplicaQueues queues() {
        return new ReplicaQueues(commands.queued(), commands.entriesInFlight(), reads.size());
    }

    private Reply notLeader() {
        MemberId leader = raft.leader();
        boolean selfOnTheWay = node.self().equals(leader) && raft.role() != Role.LEADER;
        return new Reply.NotLeader(group, raft.term(), selfOnTheWay ? null : leader);
    }

    /** Where a committed entry is stored, as far as this replica knows while it is the leader. */
    public Reply locate(long index) {
        return standing.locate(index, appliedIndex);
    }

    /** @param contactNsMax a member counts as reachable if it was heard within this time */
    public GroupReport report(long nowNs, long contactNsMax) {
        return standing.report(appliedIndex, nowNs, contactNsMax);
    }

    public GroupId group() {
        return group;
    }

    /** How many commands may wait: a request with more is never taken. All nodes have the same limits. */
    public int queueCommandsMax() {
        return node.limits().queueCommandsMax();
    }

    public Raft raft() {
        return raft;
    }

    public StateMachine<C> machine() {
        return machine;
    }

    /** The version of the rules by which it applies its log. */
    public int rules() {
        return machine.rules();
    }

    public long appliedIndex() {
        return appliedIndex;
    }

    /** When consensus needs the next tick; at once while there are entries to apply. */
    public long nextDeadlineNs() {
        return isBehind() ? node.time().nowNs() : raft.nextDeadlineNs();
    }

    /** Approximate memory of its log and state, in bytes. */
    public long memoryBytes() {
        return raft.logBytes() + machine.memoryBytes();
    }

    /** Milliseconds since this replica last heard from its leader; 0 on the leader. */
    public long stalenessMs() {
        return raft.role() == Role.LEADER
                ? 0
                : Math.max(1, (node.time().nowNs() - leaderHeardNs) / 1_000_000);
    }
}
