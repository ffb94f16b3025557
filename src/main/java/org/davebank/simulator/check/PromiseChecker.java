package org.davebank.simulator.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.raft.RaftMessage;
import org.jspecify.annotations.Nullable;

/**
 * Holds each member to its messages: a vote granted, an election started, entries acknowledged.
 * After a crash its disk must still have all of it.
 *
 * <pre>
 * Rules
 *   P1  in one term a member votes for one candidate only, itself included
 *   P2  after a restart a member's term is no lower than any it has voted or acknowledged in
 *   P3  after a restart in the same term its vote is unchanged
 *   P4  after a restart its log has the entries that it acknowledged, unless a later leader cut them
 *   P5  a leader commits what a quorum keeps: the others as acknowledged in its term, itself only
 *       when synced
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class PromiseChecker {

    /**
     * A leader this many terms old may not count late acknowledgements any more: it is long gone.
     */
    private static final int TERMS_KEPT = 16;

    /** The promises of one member to one group. */
    private static final class Promise {
        long voteTerm;
        @Nullable MemberId vote;
        long saidTerm;
        long ackIndex;
        long ackEntryTerm;

        /** Nothing was said since the replica was dropped: a new one may be lost unsynced. */
        boolean dropped;

        /** The highest index acknowledged in each of the newest terms, by term. */
        final TreeMap<Long, Long> ackByTerm = new TreeMap<>();

        void acknowledged(long term, long index) {
            ackByTerm.merge(term, index, Math::max);
            if (ackByTerm.size() > TERMS_KEPT) {
                ackByTerm.pollFirstEntry();
            }
        }
    }

    private final Map<MemberId, Map<GroupId, Promise>> promises = new TreeMap<>();

    private Promise promise(MemberId member, GroupId group) {
        return promises.computeIfAbsent(member, key -> new TreeMap<>())
                .computeIfAbsent(group, key -> new Promise());
    }

    private @Nullable Promise find(MemberId member, GroupId group) {
        Map<GroupId, Promise> own = promises.get(member);
        return own == null ? null : own.get(group);
    }

    /**
     * Notes that a member's message has left its machine.
     *
     * @param termNow the member's own term at this moment
     * @param termAt the terms of its log's entries as they are, -1 beyond the end
     */
    public void sent(
            MemberId from,
            MemberId to,
            GroupId group,
            RaftMessage message,
            long termNow,
            LongUnaryOperator termAt) {
        switch (message) {
            case RaftMessage.Vote m -> voted(promise(from, group), from, group, m.term(), from);
            case RaftMessage.VoteReply m when m.granted() ->
                    voted(promise(from, group), from, group, m.term(), to);
            case RaftMessage.AppendReply m when m.matched() -> {
                Promise promise = promise(from, group);
                promise.saidTerm = Math.max(promise.saidTerm, m.term());
                promise.dropped = false;
                promise.acknowledged(m.term(), m.index());
                // An acknowledgement of an older term may arrive late: the leader of that term
                // counts it, but the entries may have been cut off since.
                if (m.term() == termNow && m.index() >= promise.ackIndex) {
                    promise.ackIndex = m.index();
                    promise.ackEntryTerm = termAt.applyAsLong(m.index());
                }
            }
            default -> {}
        }
    }

    private static void voted(
            Promise promise, MemberId from, GroupId group, long term, MemberId candidate) {
        MemberId before = promise.vote;
        if (term == promise.voteTerm && before != null && !before.equals(candidate)) {
            throw new Violation(
                    "P1: "
                            + from
                            + " voted twice in term "
                            + term
                            + " of "
                            + group
                            + ": for "
                            + before
                            + " and "
                            + candidate);
        }
        if (term > promise.voteTerm) {
            promise.voteTerm = term;
            promise.vote = candidate;
        }
        promise.saidTerm = Math.max(promise.saidTerm, term);
        promise.dropped = false;
    }

    /**
     * A leader has moved its commit index.
     *
     * @param term the leader's
     * @param synced whether the entry is on the leader's own disk
     */
    public void committed(
            MemberId leader,
            GroupId group,
            long term,
            long index,
            boolean synced,
            List<MemberId> voters) {
        int keepers = 0;
        for (MemberId voter : voters) {
            boolean acknowledged = acknowledged(voter, group, term) >= index;
            keepers += (voter.equals(leader) ? synced : acknowledged) ? 1 : 0;
        }
        if (2 * keepers <= voters.size()) {
            throw new Violation(
                    "P5: "
                            + leader
                            + " committed index "
                            + index
                            + " of "
                            + group
                            + ", which "
                            + keepers
                            + " of "
                            + voters.size()
                            + " voters have on disk");
        }
    }

    /** The highest index that the member has acknowledged to the leader of that term. */
    long acknowledged(MemberId member, GroupId group, long term) {
        Promise promise = find(member, group);
        return promise == null ? 0 : promise.ackByTerm.getOrDefault(term, 0L);
    }

    /**
     * The member drops its replica, as it may: it no longer owes entries, only its vote and term.
     */
    void dropped(MemberId member, GroupId group) {
        Promise promise = promise(member, group);
        promise.ackIndex = 0;
        promise.ackEntryTerm = 0;
        promise.ackByTerm.clear();
        promise.dropped = true;
    }

    /** The member's log has changed: it no longer owes what a later leader has cut off. */
    public void logChanged(
            MemberId member, GroupId group, long lastIndex, LongUnaryOperator termAt) {
        Promise promise = find(member, group);
        if (promise != null
                && promise.ackIndex > 0
                && (lastIndex < promise.ackIndex
                        || termAt.applyAsLong(promise.ackIndex) != promise.ackEntryTerm)) {
            promise.ackIndex = 0;
            promise.ackEntryTerm = 0;
        }
    }

    /** The member has restarted, or has a replica again, and shows the state from its disk. */
    public void restarted(
            MemberId member,
            GroupId group,
            long term,
            @Nullable MemberId vote,
            long lastIndex,
            LongUnaryOperator termAt) {
        Promise promise = find(member, group);
        if (promise == null) {
            return;
        }
        String who = member + " in " + group;
        if (term < promise.saidTerm) {
            throw new Violation(
                    "P2: "
                            + who
                            + " came back in term "
                            + term
                            + " after it had spoken in term "
                            + promise.saidTerm);
        }
        if (term == promise.voteTerm && promise.vote != null && !promise.vote.equals(vote)) {
            throw new Violation(
                    "P3: "
                            + who
                            + " has forgotten its vote for "
                            + promise.vote
                            + " in term "
                            + term
                            + ", its disk says "
                            + vote);
        }
        if (promise.ackIndex > 0
                && (lastIndex < promise.ackIndex
                        || termAt.applyAsLong(promise.ackIndex) != promise.ackEntryTerm)) {
            throw new Violation(
                    "P4: "
                            + who
                            + " has lost entry "
                            + promise.ackIndex
                            + ", which it had acknowledged");
        }
    }

    /**
     * The member has restarted with these replicas; a replica with promises must not be missing.
     */
    public void restarted(MemberId member, Set<GroupId> replicas) {
        for (GroupId group : promises.getOrDefault(member, Map.of()).keySet()) {
            Promise promise = find(member, group);
            boolean dropped = promise != null && promise.dropped;
            if (!replicas.contains(group) && !dropped) {
                throw new Violation("P2: " + member + " has lost its replica of " + group);
            }
        }
    }
}
