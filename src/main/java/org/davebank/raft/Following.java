package org.davebank.raft;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.raft.RaftMessage.AppendEntries;
import org.davebank.raft.RaftMessage.AppendReply;

/**
 * Handles the leader's messages (AppendEntries; the paper, sections 5.3 and 5.5).
 *
 * <p>Invariants: a reply that acknowledges entries either waits for their sync or covers only
 * synced entries; the commit index never passes the last entry that is known to match the leader's
 * log.
 */
final class Following {

    private final Raft raft;

    Following(Raft raft) {
        this.raft = raft;
    }

    /** Handles a message of this member's term from the term's leader. */
    void onAppendEntries(MemberId from, AppendEntries message, long nowNs) {
        raft.becomeFollower(message.term(), from);
        raft.heardLeader(nowNs);
        RaftLog log = raft.log;
        if (!log.matches(message.prevIndex(), message.prevTerm())) {
            raft.send(from, conflict(message), true);
            return;
        }
        List<Entry> added = log.newPart(message.entries());
        if (!added.isEmpty()) {
            raft.append(added);
        }
        long verified = message.verifiedIndex();
        boolean heartbeat = message.entries().isEmpty();
        // A heartbeat is answered at once and acknowledges only what is synced, so that a slow disk
        // does not make a follower look dead. All other replies wait for the sync, as do those in a
        // term that may not be on disk yet: a synced entry of the term proves that it is.
        long index = heartbeat ? Math.min(verified, log.durableIndex()) : verified;
        AppendReply reply =
                new AppendReply(raft.term(), true, message.prevIndex(), index, 0, message.round());
        boolean termSynced = log.termAt(log.durableIndex()) == raft.term();
        raft.send(from, reply, !heartbeat || !termSynced);
        // The paper, figure 2: never beyond what this message has shown to match the leader's log.
        raft.commit(Math.min(message.commit(), verified));
    }

    /**
     * Tells the leader where to continue, skipping a whole term at a time (the paper, section 5.3).
     */
    private AppendReply conflict(AppendEntries message) {
        RaftLog log = raft.log;
        long prevIndex = message.prevIndex();
        boolean tooShort = prevIndex > log.lastIndex();
        long index = tooShort ? log.lastIndex() + 1 : log.firstIndexOfTermAt(prevIndex);
        long hintTerm = tooShort ? 0 : log.termAt(prevIndex);
        return new AppendReply(raft.term(), false, prevIndex, index, hintTerm, message.round());
    }
}
