package org.davebank.raft;

import java.util.List;

/** A message between members of a group; the node's envelope names the group. */
public sealed interface RaftMessage {

    /** The sender's term, except in {@link PreVote} and a granted {@link PreVoteReply}. */
    long term();

    /**
     * Asks whether the receiver would grant a vote (the thesis, 9.6).
     *
     * @param term the term of the possible election, one above the sender's
     */
    record PreVote(long term, long lastIndex, long lastTerm) implements RaftMessage {
        /** The end of the candidate's log. */
        public LogPosition end() {
            return new LogPosition(lastTerm, lastIndex);
        }
    }

    /** @param term the proposed term if granted, else the sender's own */
    record PreVoteReply(long term, boolean granted) implements RaftMessage {}

    /**
     * RequestVote (the paper, figure 2).
     *
     * @param transfer the leader requested this election, so recent contact with it is no reason to
     *     refuse (the thesis, 4.2.3)
     */
    record Vote(long term, long lastIndex, long lastTerm, boolean transfer) implements RaftMessage {
        /** The end of the candidate's log. */
        public LogPosition end() {
            return new LogPosition(lastTerm, lastIndex);
        }
    }

    record VoteReply(long term, boolean granted) implements RaftMessage {}

    /**
     * AppendEntries (the paper, figure 2); a heartbeat when empty.
     *
     * @param commit the leader's commit index
     * @param round the newest read round of the leader's term, 0 before the first; the receiver
     *     echoes it
     * @param entries consecutive from {@code prevIndex + 1}, with non-decreasing terms up to {@code
     *     term}
     */
    record AppendEntries(
            long term, long prevIndex, long prevTerm, long commit, long round, List<Entry> entries)
            implements RaftMessage {

        /** Maximum number of entries in one message. */
        public static final int ENTRIES_MAX = 4096;

        public AppendEntries {
            entries = List.copyOf(entries);
            if (entries.size() > ENTRIES_MAX) {
                throw new IllegalArgumentException("too many entries: " + entries.size());
            }
            if (prevIndex < 0 || prevTerm < 0 || prevTerm > term || commit < 0 || round < 0) {
                throw new IllegalArgumentException("a number is out of range");
            }
            long index = prevIndex;
            long lastTerm = prevTerm;
            for (Entry entry : entries) {
                index++;
                if (entry.index() != index || entry.term() < lastTerm || entry.term() > term) {
                    throw new IllegalArgumentException("entries do not follow each other");
                }
                lastTerm = entry.term();
            }
        }

        /** The last index that matches the leader's log if the message matches. */
        long verifiedIndex() {
            return prevIndex + entries.size();
        }
    }

    /**
     * @param matched whether the receiver's log had the leader's entry at {@code prevIndex} @param
     * prevIndex as in the request
     * @param index if matched, the index up to which the receiver has synced the leader's log; else
     *     the first index of the conflicting term, or the first missing index
     * @param hintTerm the conflicting term; 0 if the log was too short or matched @param round as
     * in the request
     */
    record AppendReply(
            long term, boolean matched, long prevIndex, long index, long hintTerm, long round)
            implements RaftMessage {}

    /** The leader asks the receiver to start an election at once (the thesis, 3.10). */
    record TimeoutNow(long term) implements RaftMessage {}
}
