package org.davebank.service.network;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.Event;
import org.davebank.service.faults.NetworkFault;
import org.jspecify.annotations.Nullable;

/**
 * The network as one server node sees it at one moment: the content of the status bar, the topology
 * and {@code GET /cluster}.
 *
 * @param servedBy name of the node that made the snapshot
 * @param supernode name of the leader of the system group, or null without one
 * @param system health of the system group
 * @param events newest first, bounded
 * @param orders control actions of people, oldest first, bounded
 * @param faults active on any node
 */
public record NetworkSnapshot(
        long atMs,
        String servedBy,
        @Nullable String supernode,
        long supernodeTerm,
        boolean systemQuorum,
        int systemVoters,
        int systemVotersWanted,
        Health system,
        int replicasWanted,
        String currency,
        List<NodeRow> nodes,
        List<ShardRow> shards,
        Money money,
        List<FaultRow> faults,
        List<Event> events,
        List<Order> orders) {

    public NetworkSnapshot {
        nodes = List.copyOf(nodes);
        shards = List.copyOf(shards);
        faults = List.copyOf(faults);
        events = List.copyOf(events);
        orders = List.copyOf(orders);
    }

    /** A node's state, from all known facts. */
    public enum NodeState {
        ALIVE,
        /** Alive, but its wall clock is wrong according to a leader. */
        CLOCK_SKEW,
        SUSPECT,
        /** It does not answer, though its process runs or a fault of ours cuts it off. */
        UNREACHABLE,
        DEAD,
        LEFT,
        /** The agent says that the process is paused. */
        PAUSED,
        /** The agent says that the process is not running. */
        STOPPED,
        STARTING
    }

    /** A node's process as its host agent sees it. */
    public enum Process {
        STARTING,
        RUNNING,
        PAUSED,
        /** Ended on request. */
        STOPPED,
        /** Ended without a request. */
        DEAD,
        /** No reachable agent knows it. */
        UNKNOWN;

        /** Whether there is a process that can be killed. */
        public boolean exists() {
            return this == STARTING || this == RUNNING || this == PAUSED;
        }

        /** Whether an agent says that the process is gone. */
        public boolean isGone() {
            return this == STOPPED || this == DEAD;
        }
    }

    /** A node's state according to membership. */
    public enum Reach {
        ALIVE,
        SUSPECT,
        /** It has not answered for so long that membership has declared it dead. */
        LOST,
        LEFT,
        UNKNOWN
    }

    /**
     * The most disruptive of the faults that we ordered for a node's network.
     *
     * @param kind as {@link NetworkFault.Kind#word} has it
     * @param cutsOff true when nothing passes, or nothing to some nodes
     */
    public record Ordered(
            String fault, String kind, boolean cutsOff, long forMs, long remainingMs) {}

    /**
     * How many failures a group survives.
     *
     * @param failuresSurvived how many more nodes may fail, whichever they are
     * @param oneTooMany names of the nodes whose single failure would cost the quorum
     */
    public record Health(
            boolean quorum, int failuresSurvived, List<String> oneTooMany, List<Voter> voters) {
        public Health {
            oneTooMany = List.copyOf(oneTooMany);
            voters = List.copyOf(voters);
        }
    }

    /**
     * One voter of a group.
     *
     * @param flaw why it does not count now: unreachable, no replica, silent, behind; or null
     */
    public record Voter(String name, String memberId, @Nullable String flaw) {}

    /**
     * One node.
     *
     * @param sinceMs how long it has been in this state
     * @param console base URL of its console, or null for workers
     * @param revivable false when its host agent can't be reached
     * @param skewMs how far its wall clock is ahead of the median of its voters; 0 while no leader
     *     reports a skew
     * @param rttMs round trip from the serving node, or -1
     * @param ordered null without an active fault of its network
     */
    public record NodeRow(
            String name,
            String memberId,
            boolean server,
            boolean supernode,
            NodeState state,
            long sinceMs,
            long incarnation,
            String address,
            int httpPort,
            @Nullable String console,
            boolean revivable,
            long pid,
            long uptimeMs,
            long heapBytes,
            long residentBytes,
            long bytesSent,
            long bytesReceived,
            long requestsDone,
            long journalBytes,
            long reportAgeMs,
            long skewMs,
            double rttMs,
            Load load,
            List<ReplicaRow> replicas,
            Process process,
            Reach reach,
            @Nullable Ordered ordered) {
        public NodeRow {
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * The load of a node's loop.
     *
     * @param longestTurnMs the longest turn of about the last minute
     * @param longTurns turns of more than 10 ms since the process started
     * @param longQueries running queries that span several turns
     * @param queriesRefused since the process started, because too many were running
     */
    public record Load(double longestTurnMs, long longTurns, int longQueries, long queriesRefused) {
        public static final Load NONE = new Load(0, 0, 0, 0);
    }

    /** One replica on a node. {@code shard} -1 is the system group. */
    public record ReplicaRow(
            int shard, String role, long term, long commitIndex, long appliedIndex, long lag) {}

    /**
     * One shard.
     *
     * @param quorum as its leader reports; false without a fresh report
     * @param clockSkew its leader refuses writes because its clock disagrees with a quorum's
     */
    public record ShardRow(
            int shard,
            boolean placed,
            boolean quorum,
            boolean clockSkew,
            @Nullable String leader,
            long term,
            long commitIndex,
            List<String> voters,
            List<String> learners,
            Health health) {
        public ShardRow {
            voters = List.copyOf(voters);
            learners = List.copyOf(learners);
        }

        /** Whether any one node may fail. */
        public boolean faultTolerant() {
            return health.failuresSurvived() >= 1;
        }
    }

    /** The money chip: the audit's verdict, never a naive sum. */
    public record Money(Verdict verdict, long ageMs, String text) {}

    /** CONSERVED and VIOLATED are proven; STALE was CONSERVED earlier; UNKNOWN has no quorum. */
    public enum Verdict {
        CONSERVED,
        STALE,
        UNKNOWN,
        VIOLATED
    }

    /** A control action that a person ordered. */
    public record Order(long atMs, String text) {}

    /** A fault that is active on a node. */
    public record FaultRow(
            String id,
            String node,
            String kind,
            String text,
            Map<String, Object> parameters,
            long remainingMs) {}

    /** Whether all groups survive the failure of any one node. */
    public boolean faultTolerant() {
        return failuresSurvived() >= 1;
    }

    /** How many more nodes may fail, whichever they are, without a group losing its quorum. */
    public int failuresSurvived() {
        int fewest = system.failuresSurvived();
        for (ShardRow shard : shards) {
            fewest = Math.min(fewest, shard.health().failuresSurvived());
        }
        return shards.isEmpty() ? 0 : fewest;
    }

    /** Names of nodes of which each alone would be one failure too many for some group. */
    public List<String> oneTooMany() {
        Set<String> names = new TreeSet<>(system.oneTooMany());
        shards.forEach(shard -> names.addAll(shard.health().oneTooMany()));
        return List.copyOf(names);
    }
}
