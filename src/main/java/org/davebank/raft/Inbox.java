package org.davebank.raft;

import org.davebank.base.MemberId;
import org.davebank.raft.RaftMessage.AppendEntries;
import org.davebank.raft.RaftMessage.AppendReply;
import org.davebank.raft.RaftMessage.PreVote;
import org.davebank.raft.RaftMessage.PreVoteReply;
import org.davebank.raft.RaftMessage.TimeoutNow;
import org.davebank.raft.RaftMessage.Vote;
import org.davebank.raft.RaftMessage.VoteReply;

/** Dispatches the messages of other members by term and kind. */
final class Inbox {

    private final Raft raft;
    private final Election election;
    private final Following following;
    private final Impossible impossible;

    Inbox(Raft raft, Election election) {
        this.raft = raft;
        this.election = election;
        this.following = new Following(raft);
        this.impossible = new Impossible(raft);
    }

    /** Handles a message from another member, unless it is impossible. */
    void admit(MemberId from, RaftMessage message, long nowNs) {
        String rule = impossible.rule(from, message);
        if (rule == null) {
            receive(from, message, nowNs);
        } else {
            raft.emit(new RaftEffect.MessageRefused(from, rule));
        }
    }

    private void receive(MemberId from, RaftMessage message, long nowNs) {
        switch (message) {
            case PreVote m -> election.onPreVote(from, m, nowNs);
            case PreVoteReply m -> election.onPreVoteReply(from, m, nowNs);
            case Vote m -> election.onVote(from, m, nowNs);
            case VoteReply m -> {
                if (isOfThisTerm(m)) {
                    election.onVoteReply(from, m);
                }
            }
            case AppendEntries m -> onAppendEntries(from, m, nowNs);
            case AppendReply m -> {
                boolean current = isOfThisTerm(m);
                Leader leading = raft.leading();
                if (current && leading != null) {
                    leading.onReply(from, m, nowNs);
                }
            }
            case TimeoutNow m -> {
                boolean fromLeader = isOfThisTerm(m) && from.equals(raft.leader());
                if (fromLeader && raft.role() == Role.FOLLOWER && raft.mayCampaign()) {
                    election.startElection(true, nowNs);
                }
            }
        }
    }

    /** A newer term turns any member into a follower (the paper, 5.1); an older one is ignored. */
    private boolean isOfThisTerm(RaftMessage message) {
        if (message.term() > raft.term()) {
            raft.becomeFollower(message.term(), null);
            return false;
        }
        return message.term() == raft.term();
    }

    private void onAppendEntries(MemberId from, AppendEntries message, long nowNs) {
        if (message.term() < raft.term()) {
            // Lets a deposed leader learn the newer term.
            long prevIndex = message.prevIndex();
            raft.send(from, new AppendReply(raft.term(), false, prevIndex, 0, 0, 0), true);
            return;
        }
        if (message.term() > raft.term()) {
            raft.becomeFollower(message.term(), from);
        }
        following.onAppendEntries(from, message, nowNs);
    }
}
