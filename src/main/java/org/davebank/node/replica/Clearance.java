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
 * L1: a restarted member takes part in a group only after enough other voters of the group have
 * accepted its life to form a quorum with it. They detect an older copy of its folder before it can
 * vote or acknowledge entries that it has lost.
 */
public final class Clearance {

    /** How long a sole voter waits for an answer from the other members of its network. */
    static final long ALONE_NS = 1_500_000_000L;

    /** When all other voters have been gone for this long, contact with a leader is enough. */
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
     * Registers a replica that was found in the journal.
     *
     * @param the replica's current configuration
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

    /**
     * Whether the message may be passed to the group's replica. Rejected messages still count as
     * contact.
     */
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

    /** A member that has accepted this life is the group's leader. */
    void heardLeader(GroupId group, MemberId leader) {
        if (!waiting.isEmpty()) {
            leaders.computeIfAbsent(group, key -> new TreeSet<>()).add(leader);
        }
    }

    /**
     * A member asks for this node's vote with a log that is at least as complete as this node's.
     * Either may have become a voter by an entry that this node lacks and perhaps only dead members
     * have, so both count.
     */
    void heardCandidate(GroupId group, MemberId candidate) {
        if (!waiting.isEmpty()) {
            candidates.computeIfAbsent(group, key -> new TreeSet<>()).add(candidate);
        }
    }

    /**
     * Checks which groups this node may take part in now.
     *
     * @param welcomed members that have accepted this life
     * @param gone members that are dead or unknown
     * @param alone whether this node knows no other node
     * @param welcomes number of members that have accepted this life
     */
    public void look(
            Predicate<MemberId> welcomed,
            Predicate<MemberId> gone,
            boolean alone,
            int welcomes,
            long nowNs) {
        if (!mayGoAlone(alone, welcomes, nowNs)) {
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
            return true; // Without a recovered log nothing can be forgotten.
        }
        TreeSet<MemberId> asking = new TreeSet<>(candidates.getOrDefault(group, new TreeSet<>()));
        asking.removeIf(welcomed.negate());
        // A candidate asks voters only.
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
        // The group may have other voters by now, which only its leader knows.
        boolean replaced =
                othersGone
                        && nowNs - beganNs > GONE_NS
                        && leaders.getOrDefault(group, new TreeSet<>()).stream().anyMatch(welcomed);
        return needed <= 0 || replaced;
    }

    /** Whether a single-voter group may continue; its configuration may still be outdated. */
    private boolean mayGoAlone(boolean alone, int welcomes, long nowNs) {
        return alone || welcomes > 0 || nowNs - beganNs > ALONE_NS;
    }

    /**
     * Whether this life is established: it takes part in a group that it shares with others, or it
     * shares none and another member has accepted it.
     *
     * @param alone whether this node knows no other node
     */
    public boolean isEstablished(boolean alone, int welcomes) {
        return shared ? clearedShared : alone || welcomes > 0;
    }
}
