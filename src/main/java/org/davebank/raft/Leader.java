package org.davebank.raft;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.raft.RaftMessage.AppendEntries;
import org.davebank.raft.RaftMessage.AppendReply;
import org.davebank.raft.RaftMessage.TimeoutNow;
import org.jspecify.annotations.Nullable;

/**
 * The state and behaviour of a leader, from its election to the end of its term.
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>The entry at {@code noopIndex} and all after it are of this term.
 *   <li>Every member of the configuration in force except the leader has a peer. A removed member
 *       keeps its peer until the removal is committed.
 *   <li>Only voters count: for commit, for contact, for reads.
 * </ol>
 */
final class Leader {

    private final Raft raft;
    private final Reads reads;
    private final TreeMap<MemberId, Peer> peers = new TreeMap<>();
    private final long noopIndex;

    private long heartbeatDueNs;
    private long uncommittedBytes;
    private @Nullable MemberId transferTo;
    private long transferDeadlineNs;

    /**
     * Whether this term and this member's vote are known to be on disk. With other voters they are,
     * because their votes answered a request that waited for that sync. A sole voter elects itself
     * at once and must not reveal a term that it might lose and start again.
     */
    private boolean electionSynced;

    Leader(Raft raft) {
        this.raft = raft;
        this.reads = new Reads(raft, this);
        this.noopIndex = raft.log.lastIndex() + 1;
        this.electionSynced = raft.configuration().quorum() > 1;
    }

    /**
     * The thesis, section 6.4: an entry of the leader's own term commits the entries of earlier
     * leaders.
     */
    void begin(long nowNs) {
        scheduleHeartbeat(nowNs);
        followConfiguration(noopIndex, nowNs);
        append(Entry.noop(noopIndex, raft.term()));
        sendAppendsToAll(nowNs);
    }

    long noopIndex() {
        return noopIndex;
    }

    long heartbeatDueNs() {
        return heartbeatDueNs;
    }

    /** The newest round that was sent to any peer. */
    long round() {
        return reads.round();
    }

    /**
     * Uses multiples of the interval, so that all groups of a node send heartbeats together and
     * share packets.
     */
    private void scheduleHeartbeat(long nowNs) {
        long intervalNs = raft.settings.heartbeatNs();
        heartbeatDueNs = nowNs - Math.floorMod(nowNs, intervalNs) + intervalNs;
    }

    private void append(Entry entry) {
        uncommittedBytes += entry.bytes();
        raft.append(List.of(entry));
    }

    // Proposals

    void propose(RaftInput.Propose proposal, long nowNs) {
        long proposalId = proposal.proposalId();
        if (transferTo != null) {
            raft.refuse(proposalId, Refusal.TRANSFERRING);
            return;
        }
        long limit = raft.settings.uncommittedBytesMax();
        if (uncommittedBytes > 0 && uncommittedBytes + proposal.data().length > limit) {
            raft.refuse(proposalId, Refusal.OVERLOADED);
            return;
        }
        long index = raft.log.lastIndex() + 1;
        append(new Entry(index, raft.term(), proposal.kind(), proposal.data()));
        raft.emit(new RaftEffect.Proposed(proposalId, index, raft.term()));
        sendAppendsToAll(nowNs);
    }

    /**
     * One change at a time, and none before an entry of this term is committed: otherwise two
     * majorities without a common voter could arise (the thesis, section 4.1, and its author's
     * correction to raft-dev of 2015).
     */
    void change(long proposalId, ConfigurationChange change, long nowNs) {
        if (transferTo != null) {
            raft.refuse(proposalId, Refusal.TRANSFERRING);
            return;
        }
        RaftLog log = raft.log;
        if (!raft.committedInOwnTerm() || raft.membership.index() > log.commitIndex()) {
            raft.refuse(proposalId, Refusal.CHANGE_PENDING);
            return;
        }
        Configuration next = raft.configuration().with(change);
        if (next == null) {
            raft.refuse(proposalId, Refusal.CHANGE_INVALID);
            return;
        }
        if (change instanceof ConfigurationChange.Promote && !isCaughtUp(change.member(), nowNs)) {
            raft.refuse(proposalId, Refusal.NOT_CAUGHT_UP);
            return;
        }
        boolean fewer = next.voters().size() < raft.configuration().voters().size();
        if (fewer && !isInContact(next, nowNs)) {
            raft.refuse(proposalId, Refusal.QUORUM_AT_RISK);
            return;
        }
        long index = log.lastIndex() + 1;
        append(Entry.configuration(index, raft.term(), next));
        followConfiguration(index, nowNs);
        raft.emit(new RaftEffect.Proposed(proposalId, index, raft.term()));
        sendAppendsToAll(nowNs);
    }

    /**
     * Whether a quorum of these voters is in contact, including this member if it is one of them.
     */
    private boolean isInContact(Configuration next, long nowNs) {
        int there = 0;
        for (MemberId voter : next.voters()) {
            Peer peer = peers.get(voter);
            boolean answers =
                    peer != null
                            && nowNs - peer.contactNs() <= raft.settings.electionTimeoutMaxNs();
            there += answers || voter.equals(raft.self()) ? 1 : 0;
        }
        return there >= next.quorum();
    }

    private boolean isCaughtUp(MemberId id, long nowNs) {
        Peer peer = peers.get(id);
        return peer != null && peer.isCaughtUp(raft.settings.electionTimeoutMinNs(), nowNs);
    }

    private void followConfiguration(long firstUnsent, long nowNs) {
        for (MemberId member : raft.configuration().members()) {
            if (!member.equals(raft.self())) {
                peers.computeIfAbsent(
                        member, id -> new Peer(id, firstUnsent, raft.settings, nowNs));
            }
        }
    }

    void read(long readId) {
        reads.add(readId);
    }

    // Replication

    private void sendAppendsToAll(long nowNs) {
        for (Peer peer : peers.values()) {
            sendAppends(peer, nowNs);
        }
    }

    /** Sends what the window allows; returns whether anything was sent. */
    private boolean sendAppends(Peer peer, long nowNs) {
        boolean any = false;
        while (peer.mayReceive(raft.log.lastIndex())) {
            long first = peer.nextIndex();
            List<Entry> entries =
                    raft.log.slice(first, peer.messageBytesMax(), AppendEntries.ENTRIES_MAX);
            sendAppend(peer, first - 1, entries, nowNs);
            long bytes = 0;
            for (Entry entry : entries) {
                bytes += entry.bytes();
            }
            peer.sentEntries(first - 1 + entries.size(), bytes, nowNs);
            any = true;
        }
        return any;
    }

    private void sendAppend(Peer peer, long prevIndex, List<Entry> entries, long nowNs) {
        RaftLog log = raft.log;
        long commit = log.commitIndex();
        AppendEntries message =
                new AppendEntries(
                        raft.term(),
                        prevIndex,
                        log.termAt(prevIndex),
                        commit,
                        reads.round(),
                        entries);
        // Followers may write before the leader: it counts itself only after its own sync
        // (the thesis, section 10.2.1).
        raft.send(peer.id, message, !electionSynced);
        peer.sent(Math.min(commit, message.verifiedIndex()), nowNs);
    }

    /**
     * Sends an empty message at an index where the peer is known to match, so that it is never
     * rejected.
     */
    private void sendHeartbeat(Peer peer, long nowNs) {
        sendAppend(peer, peer.matchIndex(), List.of(), nowNs);
    }

    void sendReadRound(long nowNs) {
        for (Peer peer : peers.values()) {
            if (raft.configuration().isVoter(peer.id)) {
                sendHeartbeat(peer, nowNs);
            }
        }
    }

    void onTick(long nowNs) {
        if (nowNs - heartbeatDueNs < 0) {
            return;
        }
        // CheckQuorum (the thesis, section 6.2): a partitioned leader must not keep clients
        // waiting.
        long heardNs = quorumValue(0, peer -> peer.contactNs() - nowNs);
        if (-heardNs > raft.settings.electionTimeoutMaxNs()) {
            raft.becomeFollower(raft.term(), null);
            return;
        }
        if (transferTo != null && nowNs - transferDeadlineNs >= 0) {
            transferTo = null;
        }
        scheduleHeartbeat(nowNs);
        reads.joinHeartbeat();
        for (Peer peer : peers.values()) {
            beat(peer, nowNs);
        }
    }

    private void beat(Peer peer, long nowNs) {
        long intervalNs = raft.settings.heartbeatNs();
        boolean answers = nowNs - peer.contactNs() < raft.settings.electionTimeoutMinNs();
        // A peer that does not answer at all gets heartbeats only, not the same entries repeatedly.
        if (answers && peer.isStalled(nowNs)) {
            peer.repeat();
        }
        boolean sent = sendAppends(peer, nowNs);
        boolean fresh = peer.isFresh(raft.log.commitIndex(), intervalNs / 2, nowNs);
        if (!sent && (!fresh || !reads.isEmpty())) {
            sendHeartbeat(peer, nowNs);
        }
    }

    /** Handles a reply of this term. */
    void onReply(MemberId from, AppendReply reply, long nowNs) {
        Peer peer = peers.get(from);
        if (peer == null) {
            return;
        }
        peer.answered(raft.settings.electionTimeoutMinNs(), nowNs);
        peer.ackedRound = Math.max(peer.ackedRound, reply.round());
        if (reply.matched()) {
            if (peer.matched(reply.index(), nowNs)) {
                advanceCommit();
            }
        } else if (reply.index() == 0) {
            // It answers a message of an older term and says nothing about the log.
            return;
        } else if (hasDroppedLog(peer, reply)) {
            peer = new Peer(from, reply.index(), raft.settings, nowNs);
            peers.put(from, peer);
        } else if (peer.isCurrentRejection(reply.prevIndex())) {
            peer.probe(nextAfterRejection(peer, reply));
        }
        if (raft.role() != Role.LEADER) {
            return;
        }
        peer.trackCatchUp(raft.log.lastIndex(), raft.settings.electionTimeoutMinNs(), nowNs);
        sendAppends(peer, nowNs);
        reads.confirm();
        handOverIfReady();
    }

    /**
     * A learner whose log is shorter than what it once acknowledged has dropped it. It may, because
     * nothing counts on it; replication to it then starts over. A voter never does. An old, delayed
     * reply of a learner looks the same and costs another round of probing.
     */
    private boolean hasDroppedLog(Peer peer, AppendReply reply) {
        return reply.hintTerm() == 0
                && reply.index() <= peer.matchIndex()
                && raft.configuration().isLearner(peer.id);
    }

    /** Skips back by whole terms (the paper, end of section 5.3). */
    private long nextAfterRejection(Peer peer, AppendReply reply) {
        if (!peer.isProbing()) {
            return peer.matchIndex() + 1;
        }
        RaftLog log = raft.log;
        long next = reply.index();
        if (reply.hintTerm() > 0) {
            long last = log.lastIndexBelowTerm(reply.hintTerm() + 1, reply.prevIndex());
            if (log.termAt(last) == reply.hintTerm()) {
                next = last + 1;
            }
        }
        return Math.min(next, reply.prevIndex());
    }

    // Commit

    void onPersisted() {
        if (raft.log.durableIndex() >= noopIndex) {
            electionSynced = true;
        }
        advanceCommit();
    }

    /**
     * The commit rule (the paper, section 5.4.2 and figure 8): only entries of the leader's own
     * term are committed by counting; earlier entries are committed with them. The leader counts
     * itself up to its own synced index.
     */
    private void advanceCommit() {
        RaftLog log = raft.log;
        long index = quorumValue(log.durableIndex(), Peer::matchIndex);
        if (index > log.commitIndex() && log.termAt(index) == raft.term()) {
            raft.commit(index);
        }
    }

    /**
     * The largest value that a quorum of voters has reached; the leader's value counts if it is a
     * voter.
     */
    long quorumValue(long ownValue, ToLongFunction<Peer> peerValue) {
        Configuration configuration = raft.configuration();
        List<MemberId> voters = configuration.voters();
        long[] values = new long[voters.size()];
        for (int i = 0; i < values.length; i++) {
            Peer peer = peers.get(voters.get(i));
            values[i] = peer == null ? ownValue : peerValue.applyAsLong(peer);
        }
        Arrays.sort(values);
        return values[values.length - configuration.quorum()];
    }

    /** Reacts to entries that have just been committed. */
    void onCommitted(List<Entry> entries, long nowNs) {
        for (Entry entry : entries) {
            if (entry.index() >= noopIndex) {
                uncommittedBytes -= entry.bytes();
            }
        }
        Invariant.check(uncommittedBytes >= 0, "every byte is committed once");
        reads.confirm();
        long configurationIndex = raft.membership.index();
        boolean changed =
                configurationIndex >= entries.getFirst().index()
                        && configurationIndex <= entries.getLast().index();
        if (changed) {
            onConfigurationCommitted(nowNs);
        }
    }

    private void onConfigurationCommitted(long nowNs) {
        Configuration configuration = raft.configuration();
        // The last chance to inform the removed members.
        for (Peer peer : peers.values()) {
            sendHeartbeat(peer, nowNs);
        }
        peers.keySet().removeIf(id -> !configuration.contains(id));
        if (configuration.isVoter(raft.self())) {
            return;
        }
        // The thesis, section 4.2.2: a leader that removed itself stays leader until here.
        MemberId next = mostAdvancedVoter();
        raft.send(next, new TimeoutNow(raft.term()), false);
        raft.becomeFollower(raft.term(), null);
    }

    private MemberId mostAdvancedVoter() {
        MemberId best = raft.configuration().voters().getFirst();
        for (Peer peer : peers.values()) {
            boolean voter = raft.configuration().isVoter(peer.id);
            if (voter && peer.matchIndex() > matchIndexOf(best)) {
                best = peer.id;
            }
        }
        return best;
    }

    private long matchIndexOf(MemberId id) {
        Peer peer = peers.get(id);
        return peer == null ? 0 : peer.matchIndex();
    }

    // Leaving

    void transfer(MemberId to, long nowNs) {
        if (!raft.configuration().isVoter(to) || to.equals(raft.self())) {
            return;
        }
        transferTo = to;
        transferDeadlineNs = nowNs + raft.settings.electionTimeoutMaxNs();
        handOverIfReady();
    }

    /**
     * The thesis, section 3.10: the next leader must have the whole log, so proposals are refused
     * meanwhile.
     */
    private void handOverIfReady() {
        if (transferTo != null && matchIndexOf(transferTo) == raft.log.lastIndex()) {
            raft.send(transferTo, new TimeoutNow(raft.term()), false);
        }
    }

    /** Ends the leadership; {@link Raft#leader} already returns the new leader, if known. */
    void end() {
        reads.refuseAll();
    }

    Map<MemberId, Progress> progress(long nowNs) {
        long roundMaxNs = raft.settings.electionTimeoutMinNs();
        Map<MemberId, Progress> progress = new LinkedHashMap<>();
        for (Peer peer : peers.values()) {
            boolean caughtUp = peer.isCaughtUp(roundMaxNs, nowNs);
            progress.put(peer.id, new Progress(peer.matchIndex(), peer.contactNs(), caughtUp));
        }
        return progress;
    }
}
