package org.davebank.raft;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.raft.RaftMessage.AppendEntries;
import org.davebank.raft.RaftMessage.AppendReply;

/**
 * What a member does with its leader's messages (AppendEntries; the paper, sections 5.3 and 5.5).
 *
 * <p>Invariants: a reply that claims entries either waits for their sync or claims only what is
 * synced; the commit index never passes the last entry that was compared with the leader's log.
 */
final class Following {

    private final Raft raft;

    Following(Raft raft) {
        this.raft = raft;
    }

    /** The message's term is this member's, and it is the term's leader that sent it. */
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
        // A heartbeat is answered at once, and therefore claims only what is synced: a slow disk
        // must
        // not make the leader believe that its followers are gone. Any other answer waits, and so
        // does
        // one in a term that the disk may not know yet: a synced entry of the term shows that it
        // does.
        long index = heartbeat ? Math.min(verified, log.durableIndex()) : verified;
        AppendReply reply =
                new AppendReply(raft.term(), true, message.prevIndex(), index, 0, message.round());
        boolean termSynced = log.termAt(log.durableIndex()) == raft.term();
        raft.send(from, reply, !heartbeat || !termSynced);
        // The paper, figure 2: never beyond what this very message has shown to be the leader's.
        raft.commit(Math.min(message.commit(), verified));
    }

    /** Tells the leader where to go on: past a whole term at a time (the paper, section 5.3). */
    private AppendReply conflict(AppendEntries message) {
        RaftLog log = raft.log;
        long prevIndex = message.prevIndex();
        boolean tooShort = prevIndex > log.lastIndex();
        long index = tooShort ? log.lastIndex() + 1 : log.firstIndexOfTermAt(prevIndex);
        long hintTerm = tooShort ? 0 : log.termAt(prevIndex);
        return new AppendReply(raft.term(), false, prevIndex, index, hintTerm, message.round());
    }
}
