package org.davebank.raft;

import java.util.TreeSet;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.raft.RaftMessage.PreVote;
import org.davebank.raft.RaftMessage.PreVoteReply;
import org.davebank.raft.RaftMessage.Vote;
import org.davebank.raft.RaftMessage.VoteReply;

/**
 * Timers, pre-votes and votes of a member that is not the leader.
 *
 * <p>Invariants: at most one vote is granted per term, and only to a log that is up to date; every
 * message that reveals a vote waits for the sync of that vote.
 */
final class Election {

    private final Raft raft;

    /** Deadline for hearing a leader or getting votes. */
    private long deadlineNs;

    /** When a leader was last heard; a live leader must not be disturbed. */
    private long leaderHeardNs;

    /** Members that have granted the current pre-vote or vote. */
    private final TreeSet<MemberId> granted = new TreeSet<>();

    Election(Raft raft, long nowNs) {
        this.raft = raft;
        this.leaderHeardNs = nowNs - raft.settings.electionTimeoutMaxNs();
        restartTimer(nowNs);
    }

    long deadlineNs() {
        return deadlineNs;
    }

    void restartTimer(long nowNs) {
        long low = raft.settings.electionTimeoutMinNs();
        long high = raft.settings.electionTimeoutMaxNs();
        deadlineNs = nowNs + raft.random.between(low, high);
    }

    void heardLeader(long nowNs) {
        leaderHeardNs = nowNs;
        restartTimer(nowNs);
    }

    void onTick(long nowNs) {
        if (nowNs - deadlineNs >= 0) {
            campaign(nowNs);
        }
    }

    /** Starts with a pre-vote, so that no term rises for an election that cannot be won. */
    void campaign(long nowNs) {
        restartTimer(nowNs);
        raft.setLeader(null);
        // A learner, or a member of no configuration, waits for a leader.
        if (!raft.mayCampaign()) {
            return;
        }
        raft.become(Role.PRE_CANDIDATE);
        raft.emit(new RaftEffect.ElectionStarted(raft.term() + 1, true));
        if (ownVoteDecides()) {
            startElection(false, nowNs);
            return;
        }
        RaftLog log = raft.log;
        PreVote request = new PreVote(raft.term() + 1, log.lastIndex(), log.lastTerm());
        sendToVoters(request, false);
    }

    /** The paper, section 5.2. */
    void startElection(boolean transfer, long nowNs) {
        Invariant.check(raft.mayCampaign(), "only a voter of its group campaigns");
        raft.setHardState(raft.term() + 1, raft.self());
        raft.setLeader(null);
        raft.become(Role.CANDIDATE);
        raft.emit(new RaftEffect.ElectionStarted(raft.term(), false));
        restartTimer(nowNs);
        if (ownVoteDecides()) {
            raft.becomeLeader();
            return;
        }
        RaftLog log = raft.log;
        Vote request = new Vote(raft.term(), log.lastIndex(), log.lastTerm(), transfer);
        // The request reveals this member's vote, which must be durable first.
        sendToVoters(request, true);
    }

    private boolean ownVoteDecides() {
        granted.clear();
        return countGrant(raft.self());
    }

    private void sendToVoters(RaftMessage message, boolean afterSync) {
        for (MemberId voter : raft.configuration().voters()) {
            if (!voter.equals(raft.self())) {
                raft.send(voter, message, afterSync);
            }
        }
    }

    void onPreVote(MemberId from, PreVote request, long nowNs) {
        boolean grant =
                request.term() > raft.term()
                        && !isLeaderAlive(nowNs)
                        && raft.isUpToDate(request.end());
        long term = grant ? request.term() : raft.term();
        raft.send(from, new PreVoteReply(term, grant), true);
    }

    void onPreVoteReply(MemberId from, PreVoteReply reply, long nowNs) {
        if (!reply.granted()) {
            if (reply.term() > raft.term()) {
                raft.becomeFollower(reply.term(), null);
            }
            return;
        }
        boolean current = raft.role() == Role.PRE_CANDIDATE && reply.term() == raft.term() + 1;
        if (current && countGrant(from)) {
            startElection(false, nowNs);
        }
    }

    /** RequestVote (the paper, figure 2; the thesis, section 4.2.3). */
    void onVote(MemberId from, Vote request, long nowNs) {
        if (request.term() > raft.term()) {
            if (!request.transfer() && isLeaderAlive(nowNs)) {
                return;
            }
            raft.becomeFollower(request.term(), null);
        }
        boolean free = raft.vote() == null || raft.vote().equals(from);
        boolean grant =
                request.term() == raft.term()
                        && free
                        && raft.leader() == null
                        && raft.isUpToDate(request.end());
        if (grant) {
            raft.setHardState(raft.term(), from);
            raft.become(Role.FOLLOWER);
            restartTimer(nowNs);
        }
        // The vote must be on disk before it is counted: afterSync is never false here.
        raft.send(from, new VoteReply(raft.term(), grant), true);
    }

    void onVoteReply(MemberId from, VoteReply reply) {
        boolean current = raft.role() == Role.CANDIDATE && reply.term() == raft.term();
        if (current && reply.granted() && countGrant(from)) {
            raft.becomeLeader();
        }
    }

    /** Whether this grant completes a quorum; only voters count. */
    private boolean countGrant(MemberId from) {
        Configuration configuration = raft.configuration();
        if (configuration.isVoter(from)) {
            granted.add(from);
        }
        return granted.size() >= configuration.quorum();
    }

    /** A leader that keeps its quorum counts as alive; otherwise CheckQuorum deposes it. */
    private boolean isLeaderAlive(long nowNs) {
        return raft.role() == Role.LEADER
                || nowNs - leaderHeardNs < raft.settings.electionTimeoutMinNs();
    }
}
