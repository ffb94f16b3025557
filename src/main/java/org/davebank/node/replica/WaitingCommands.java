package org.davebank.node.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.Invariant;
import org.davebank.node.journal.EventLog;
import org.davebank.node.port.Time;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Entry;
import org.davebank.raft.RaftEffect;
import org.davebank.raft.RaftInput;

/**
 * The commands that wait at a leader: first in a queue for the next entry, then as a proposal for
 * an index, then in the log until their entry is applied. Not thread-safe.
 *
 * @param <C> commands of the state machine
 */
final class WaitingCommands<C> {

    static final int ENTRY_COMMANDS_MAX = 8_192;

    /**
     * @param run its commands, encoded once on arrival, so that their exact size is known
     * @param arrivedNs arrival time on this node's clock
     */
    private record Waiting(int commands, byte[] run, long arrivedNs, Consumer<Reply> answer) {}

    private record InLog(long term, List<Waiting> waiting) {}

    private final GroupId group;
    private final StateMachine<C> machine;
    private final ReplicaSettings limits;
    private final Time time;
    private final EventLog events;
    private final WriteTimes writeTimes;
    private final Consumer<RaftInput> consensus;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Map<Long, List<Waiting>> proposing = new TreeMap<>();
    private final TreeMap<Long, InLog> inLog = new TreeMap<>();
    private int queuedCommands;
    private boolean firstWriteExpected;

    /** @param consensus receives proposals */
    WaitingCommands(
            GroupId group,
            StateMachine<C> machine,
            SharedParts node,
            WriteTimes writeTimes,
            Consumer<RaftInput> consensus) {
        this.group = group;
        this.machine = machine;
        this.limits = node.limits();
        this.time = node.time();
        this.events = node.events();
        this.writeTimes = writeTimes;
        this.consensus = consensus;
    }

    /** Queues commands for the next entry, or refuses them when too many wait. */
    void add(List<C> commands, Consumer<Reply> answer) {
        if (queuedCommands + commands.size() > limits.queueCommandsMax()) {
            answer.accept(new Reply.Busy(group + " has " + queuedCommands + " commands waiting"));
        } else {
            enqueue(commands, answer);
        }
    }

    private void enqueue(List<C> commands, Consumer<Reply> answer) {
        byte[] run = machine.encode(commands);
        if (run.length > limits.entryBytesMax() || commands.size() > ENTRY_COMMANDS_MAX) {
            answer.accept(
                    new Reply.TooLarge(
                            "a request of "
                                    + run.length
                                    + " bytes is larger than a log entry may be"));
        } else {
            queue.addLast(new Waiting(commands.size(), run, time.nowNs(), answer));
            queuedCommands += commands.size();
        }
    }

    /** Whether commands are queued and another entry may be in flight. */
    boolean needEntry() {
        return !queue.isEmpty() && inLog.size() < limits.entriesInFlightMax();
    }

    /**
     * Proposes the next entry. Each waiting request fits an entry by itself, so none is refused
     * because of others.
     */
    void proposeNextEntry(long ticket, long stampMs) {
        List<Waiting> waiting = new ArrayList<>();
        List<byte[]> runs = new ArrayList<>();
        int commands = 0;
        int bytes = 0;
        while (!queue.isEmpty()) {
            Waiting next = queue.getFirst();
            if (commands + next.commands() > ENTRY_COMMANDS_MAX
                    || bytes + next.run().length > limits.entryBytesMax()) {
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
        int dataBytesMax = limits.entryBytesMax() + StateMachine.ENTRY_HEAD_BYTES_MAX;
        Invariant.check(data.length <= dataBytesMax, "entries are cut by size", data.length, 0);
        proposing.put(ticket, waiting);
        consensus.accept(new RaftInput.Propose(ticket, data));
    }

    /** A proposal has been added to the log. */
    void proposed(RaftEffect.Proposed effect) {
        List<Waiting> waiting = proposing.remove(effect.proposalId());
        if (waiting == null) {
            throw new Invariant.Broken("a proposal is answered once");
        }
        InLog replaced = inLog.put(effect.index(), new InLog(effect.term(), waiting));
        if (replaced != null) {
            replaced.waiting().forEach(this::lost);
        }
    }

    /** A proposal was refused: its commands get this reply. */
    void refused(long proposalId, Reply reply) {
        List<Waiting> waiting = proposing.remove(proposalId);
        if (waiting != null) {
            waiting.forEach(each -> each.answer().accept(reply));
        }
    }

    /** Records an event at the next answer, the first of a term. */
    void expectFirstWrite() {
        firstWriteExpected = true;
    }

    /** An entry was applied: answers the requests that wait for it. */
    void applied(Entry entry, StateMachine.Applied applied) {
        InLog done = inLog.remove(entry.index());
        if (done != null) {
            answer(done, entry, applied);
        }
    }

    private void answer(InLog done, Entry entry, StateMachine.Applied applied) {
        long term = entry.term();
        if (done.term() != term) {
            done.waiting().forEach(this::lost);
            return;
        }
        if (firstWriteExpected && !done.waiting().isEmpty()) {
            firstWriteExpected = false;
            events.record(
                    EventKind.FIRST_WRITE,
                    group,
                    term,
                    entry.index(),
                    "first acknowledged write of " + group + " in term " + term);
        }
        int from = 0;
        long nowNs = time.nowNs();
        for (Waiting waiting : done.waiting()) {
            int count = waiting.commands();
            writeTimes.add(count, nowNs - waiting.arrivedNs());
            waiting.answer().accept(applied.reply(from, count));
            from += count;
        }
    }

    private void lost(Waiting waiting) {
        waiting.answer().accept(new Reply.TimedOut(true, group + " has changed its leader"));
    }

    /** Answers all queued requests with this reply. */
    void refuseQueue(Reply reply) {
        queue.forEach(waiting -> waiting.answer().accept(reply));
        queue.clear();
        queuedCommands = 0;
    }

    /**
     * Answers all queued requests with this reply, and those in the log after that index as
     * uncertain.
     */
    void giveUp(Reply reply, long afterIndex) {
        refuseQueue(reply);
        Map<Long, InLog> lost = inLog.tailMap(afterIndex, false);
        lost.values().forEach(each -> each.waiting().forEach(this::lost));
        lost.clear();
    }

    /** Whether none is queued or in the log. */
    boolean isEmpty() {
        return queue.isEmpty() && inLog.isEmpty();
    }

    /** Commands in the queue. */
    int queued() {
        return queuedCommands;
    }

    int entriesInFlight() {
        return inLog.size();
    }
}
