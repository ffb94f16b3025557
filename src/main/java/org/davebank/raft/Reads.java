package org.davebank.raft;

import java.util.ArrayDeque;
import org.davebank.base.Invariant;

/**
 * Linearizable reads without a log entry (ReadIndex; the thesis, section 6.4): a read may use the
 * commit index of its arrival once a quorum has acknowledged, <em>after</em> the arrival, that this
 * leader still leads.
 *
 * <p>Round ids, which only increase within a term, identify acknowledgements. One round is pending
 * at a time; reads that arrive meanwhile share the next one.
 *
 * <p>Invariants: {@code confirmed <= started}; the rounds of waiting reads never decrease along the
 * queue; no read is answered before an entry of the leader's own term is committed.
 */
final class Reads {

    static final int WAITING_MAX = 16_384;

    private record Waiting(long readId, long round, long index) {}

    private final Raft raft;
    private final Leader leader;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long started;
    private long confirmed;

    Reads(Raft raft, Leader leader) {
        this.raft = raft;
        this.leader = leader;
    }

    /** The round id for every message of the leader. */
    long round() {
        return started;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(long readId) {
        if (waiting.size() >= WAITING_MAX) {
            raft.emit(new RaftEffect.ReadRefused(readId, raft.leader()));
            return;
        }
        // Until the no-op is committed the commit index may be behind what earlier leaders
        // answered; everything they committed is before the no-op.
        long index = Math.max(raft.log.commitIndex(), leader.noopIndex());
        waiting.add(new Waiting(readId, started + 1, index));
        if (started == confirmed) {
            startRound();
        }
    }

    private void startRound() {
        started++;
        leader.sendReadRound(raft.nowNs());
        confirm();
    }

    /** Starts the next round with a heartbeat that is about to be sent to all. */
    void joinHeartbeat() {
        if (!waiting.isEmpty() && waiting.getLast().round() > started) {
            started++;
        }
    }

    /**
     * Answers reads after an acknowledgement or the commit of an entry of the leader's own term.
     */
    void confirm() {
        confirmed = Math.max(confirmed, Math.min(started, quorumRound()));
        Invariant.check(confirmed <= started, "a round ends after it began", confirmed, started);
        while (!waiting.isEmpty()
                && waiting.getFirst().round() <= confirmed
                && raft.committedInOwnTerm()) {
            Waiting read = waiting.removeFirst();
            raft.emit(new RaftEffect.ReadReady(read.readId(), read.index()));
        }
        if (started == confirmed && !waiting.isEmpty() && waiting.getLast().round() > started) {
            startRound();
        }
    }

    /** The newest round that a quorum of voters has acknowledged; the leader always counts. */
    private long quorumRound() {
        return leader.quorumValue(Long.MAX_VALUE, peer -> peer.ackedRound);
    }

    /** Leadership has ended, so the waiting reads cannot be confirmed any more. */
    void refuseAll() {
        for (Waiting read : waiting) {
            raft.emit(new RaftEffect.ReadRefused(read.readId(), raft.leader()));
        }
        waiting.clear();
    }
}
