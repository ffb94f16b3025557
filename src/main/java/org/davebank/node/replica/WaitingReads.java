package org.davebank.node.replica;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.davebank.base.GroupId;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.node.wire.Reply;
import org.davebank.raft.RaftEffect;

/**
 * The reads that wait at a leader (ReadIndex): first for a round that confirms its leadership, then
 * until the index of that round is applied. Not thread-safe.
 */
final class WaitingReads {

    /** @param read reads and answers, at once or later */
    private record ReadWaiting(
            long indexMin, Consumer<Consumer<Reply>> read, Consumer<Reply> answer) {}

    private final GroupId group;
    private final ReplicaSettings limits;
    private final LongSupplier appliedIndex;
    private final Map<Long, List<ReadWaiting>> reads = new TreeMap<>();
    private final TreeMap<Long, List<ReadWaiting>> readyReads = new TreeMap<>();
    private List<ReadWaiting> newReads = new ArrayList<>();
    private int readsWaiting;

    WaitingReads(GroupId group, ReplicaSettings limits, LongSupplier appliedIndex) {
        this.group = group;
        this.limits = limits;
        this.appliedIndex = appliedIndex;
    }

    /** Queues a read for the next round, or refuses it when too many wait. */
    void add(long indexMin, Consumer<Consumer<Reply>> read, Consumer<Reply> answer) {
        if (readsWaiting >= limits.readsWaitingMax()) {
            answer.accept(new Reply.Busy(group + " has too many reads waiting"));
        } else {
            newReads.add(new ReadWaiting(indexMin, read, answer));
            readsWaiting++;
        }
    }

    /** Whether a read has arrived since the last round began. */
    boolean needRound() {
        return !newReads.isEmpty();
    }

    /** Begins a round for all reads that have arrived since the last one. */
    void beginRound(long readId) {
        reads.put(readId, newReads);
        newReads = new ArrayList<>();
    }

    /** A round has succeeded: its reads run as soon as its index is applied. */
    void ready(RaftEffect.ReadReady effect) {
        List<ReadWaiting> ready = reads.remove(effect.readId());
        if (ready == null) {
            return;
        }
        for (ReadWaiting read : ready) {
            long index = Math.max(effect.index(), read.indexMin());
            if (index <= appliedIndex.getAsLong()) {
                run(read);
            } else {
                readyReads.computeIfAbsent(index, key -> new ArrayList<>()).add(read);
            }
        }
    }

    /** Runs the reads whose index has been applied. */
    void runApplied() {
        while (!readyReads.isEmpty() && readyReads.firstKey() <= appliedIndex.getAsLong()) {
            readyReads.pollFirstEntry().getValue().forEach(this::run);
        }
    }

    private void run(ReadWaiting read) {
        readsWaiting--;
        read.read().accept(read.answer());
    }

    /** A round has failed: answers its reads with this reply. */
    void refused(long readId, Reply reply) {
        List<ReadWaiting> refused = reads.remove(readId);
        if (refused != null) {
            refused.forEach(read -> refuse(read, reply));
        }
    }

    private void refuse(ReadWaiting read, Reply reply) {
        readsWaiting--;
        read.answer().accept(reply);
    }

    /** Answers all waiting reads with this reply. */
    void giveUp(Reply reply) {
        newReads.forEach(read -> refuse(read, reply));
        newReads.clear();
        reads.values().forEach(list -> list.forEach(read -> refuse(read, reply)));
        reads.clear();
        for (Iterator<List<ReadWaiting>> i = readyReads.values().iterator(); i.hasNext(); ) {
            i.next().forEach(read -> refuse(read, reply));
            i.remove();
        }
    }

    boolean isEmpty() {
        return newReads.isEmpty() && reads.isEmpty() && readyReads.isEmpty();
    }

    int size() {
        return readsWaiting;
    }
}
