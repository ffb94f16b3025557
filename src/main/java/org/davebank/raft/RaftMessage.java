package org.davebank.raft;

import java.util.List;

/** What members of a group say to each other; the group itself is named by the node's envelope. */
public sealed interface RaftMessage {

    /** The sender's term, except in {@link PreVote} and a granted {@link PreVoteReply}. */
    long term();

    /**
     * Would you vote for me? (The thesis, 9.6.)
     *
     * @param term the term in which the election would be held: one above the sender's
     */
    record PreVote(long term, long lastIndex, long lastTerm) implements RaftMessage {
        /** Where the candidate's log ends. */
        public LogPosition end() {
            return new LogPosition(lastTerm, lastIndex);
        }
    }

    /**
     * @param term the proposed term when granted, else the sender's own
     */
    record PreVoteReply(long term, boolean granted) implements RaftMessage {}

    /**
     * RequestVote (the paper, figure 2).
     *
     * @param transfer the leader itself asked for this election, so that having heard it lately is
     *     no reason to refuse (the thesis, 4.2.3)
     */
    record Vote(long term, long lastIndex, long lastTerm, boolean transfer) implements RaftMessage {
        /** Where the candidate's log ends. */
        public LogPosition end() {
            return new LogPosition(lastTerm, lastIndex);
        }
    }

    record VoteReply(long term, boolean granted) implements RaftMessage {}

    /**
     * AppendEntries (the paper, figure 2); a heartbeat when empty.
     *
     * @param commit the leader's commit index
     * @param round the newest read round of the leader's term, 0 before the first; to be echoed
     * @param entries consecutive from {@code prevIndex + 1}, terms not falling and not above {@code
     *     term}
     */
    record AppendEntries(
            long term, long prevIndex, long prevTerm, long commit, long round, List<Entry> entries)
            implements RaftMessage {

        /** So many entries travel in one message at most. */
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

        /** The last index that a receiver knows to be the leader's once the message matched. */
        long verifiedIndex() {
            return prevIndex + entries.size();
        }
    }

    /**
     * @param matched whether the receiver's log had the leader's entry at {@code prevIndex}
     * @param prevIndex as in the question
     * @param index when matched, the receiver has synced the leader's log up to here; else the
     *     first index of the conflicting term, or the first that is missing
     * @param hintTerm the conflicting term, 0 when the log was too short or matched
     * @param round as in the question
     */
    record AppendReply(
            long term, boolean matched, long prevIndex, long index, long hintTerm, long round)
            implements RaftMessage {}

    /** The leader asks the receiver to start an election at once (the thesis, 3.10). */
    record TimeoutNow(long term) implements RaftMessage {}
}
