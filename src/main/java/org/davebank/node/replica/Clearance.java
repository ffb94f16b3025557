package org.davebank.node.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.wire.NodeMessage;
import org.davebank.raft.Configuration;
import org.davebank.raft.LogPosition;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftMessage.AppendEntries;
import org.davebank.raft.RaftMessage.PreVote;
import org.davebank.raft.RaftMessage.Vote;

/**
 * L1: a member that was started again takes no part in a group before so many of the group's other
 * voters have welcomed its life that with itself they are a quorum. An older copy of its folder is
 * found out by them before it can vote or acknowledge what it has forgotten.
 */
public final class Clearance {

    /** A voter that is alone asks the others of its network first, if any of them answers in time. */
    static final long ALONE_NS = 1_500_000_000L;

    /** After so long without voters that are not gone, the word of a leader is enough. */
    static final long GONE_NS = 10_000_000_000L;

    private final MemberId self;
    private final long beganNs;
    private final Map<GroupId, Supplier<Configuration>> waiting = new TreeMap<>();
    private final Map<GroupId, TreeSet<MemberId>> leaders = new TreeMap<>();
    private final Map<GroupId, TreeSet<MemberId>> candidates = new TreeMap<>();
    private boolean shared;
    private boolean clearedShared;

    public Clearance(MemberId self, long beganNs) {
        this.self = self;
        this.beganNs = beganNs;
    }

    /**
     * A replica was found in the journal.
     *
     * @param configuration in force there
     */
    public void hold(GroupId group, Supplier<Configuration> configuration) {
        waiting.put(group, configuration);
        shared |= configuration.get().voters().size() > 1;
    }

    /** Whether the group's replica may take part. */
    public boolean isClear(GroupId group) {
        return waiting.isEmpty() || !waiting.containsKey(group);
    }

    public boolean isComplete() {
        return waiting.isEmpty();
    }

    /** Whether the message may be given to the group's replica; one that may not still counts. */
    public boolean admits(MemberId from, NodeMessage.Frame frame, Raft replica) {
        GroupId group = frame.group();
        if (isClear(group)) {
            return true;
        }
        LogPosition own = replica.remembered();
        switch (frame.message()) {
            case AppendEntries m -> heardLeader(group, from);
            case PreVote m when own.isReachedBy(m.end()) -> heardCandidate(group, from);
            case Vote m when own.isReachedBy(m.end()) -> heardCandidate(group, from);
            default -> {}
        }
        return false;
    }

    /** A member that has welcomed this life speaks as the group's leader. */
    void heardLeader(GroupId group, MemberId leader) {
        if (!waiting.isEmpty()) {
            leaders.computeIfAbsent(group, key -> new TreeSet<>()).add(leader);
        }
    }

    /**
     * A member asks for this node's vote with a log that has all that this node has. An entry that
     * this node lacks, and that perhaps only the dead could bring, may have made a voter of either:
     * so both count.
     */
    void heardCandidate(GroupId group, MemberId candidate) {
        if (!waiting.isEmpty()) {
            candidates.computeIfAbsent(group, key -> new TreeSet<>()).add(candidate);
        }
    }

    /**
     * Looks which groups this node may take part in now.
     *
     * @param welcomed members that have accepted this life
     * @param gone members that are dead or not known
     * @param nobodyElse whether this node knows of no other
     * @param welcomes how many have accepted this life
     */
    public void look(
            Predicate<MemberId> welcomed,
            Predicate<MemberId> gone,
            boolean nobodyElse,
            int welcomes,
            long nowNs) {
        if (!mayGoAlone(nobodyElse, welcomes, nowNs)) {
            return;
        }
        List<GroupId> cleared = new ArrayList<>();
        waiting.forEach((group, current) -> {
            Configuration configuration = current.get();
            if (isEnough(group, configuration, welcomed, gone, nowNs)) {
                cleared.add(group);
                clearedShared |= configuration.voters().size() > 1;
            }
        });
        cleared.forEach(waiting::remove);
    }

    private boolean isEnough(
            GroupId group,
            Configuration configuration,
            Predicate<MemberId> welcomed,
            Predicate<MemberId> gone,
            long nowNs) {
        if (configuration.voters().isEmpty()) {
            return true; // Nothing of the log was kept, so nothing can be forgotten.
        }
        TreeSet<MemberId> asking = new TreeSet<>(candidates.getOrDefault(group, new TreeSet<>()));
        asking.removeIf(welcomed.negate());
        // A candidate asks those who vote.
        boolean voter = configuration.isVoter(self) || !asking.isEmpty();
        int needed = configuration.quorum() - (voter ? 1 : 0);
        boolean othersGone = true;
        for (MemberId other : configuration.voters()) {
            if (!other.equals(self)) {
                boolean here = welcomed.test(other);
                needed -= here ? 1 : 0;
                othersGone &= here || gone.test(other);
            }
        }
        asking.removeIf(configuration::isVoter);
        needed -= asking.size();
        // The group may have other voters by now, and only its leader can tell.
        boolean replaced =
                othersGone
                        && nowNs - beganNs > GONE_NS
                        && leaders.getOrDefault(group, new TreeSet<>()).stream().anyMatch(welcomed);
        return needed <= 0 || replaced;
    }

    /** Whether a group that needs nobody may go on: its last word may be an old one all the same. */
    private boolean mayGoAlone(boolean nobodyElse, int welcomes, long nowNs) {
        return nobodyElse || welcomes > 0 || nowNs - beganNs > ALONE_NS;
    }

    /**
     * Whether this life is established: it takes part in a group that it shares with others, or it
     * shares none and has met somebody.
     *
     * @param alone whether it knows of no other node
     */
    public boolean isEstablished(boolean alone, int welcomes) {
        return shared ? clearedShared : alone || welcomes > 0;
    }
}
