package org.davebank.service.network;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.Event;
import org.davebank.service.faults.NetworkFault;
import org.jspecify.annotations.Nullable;

/**
 * The network as one server node sees it at one moment: what the status bar, the topology and
 * {@code GET /cluster} show.
 *
 * @param servedBy name of the node that made the snapshot
 * @param supernode name of the leader of the system group, or null while there is none
 * @param system how the system group stands
 * @param events newest first, bounded
 * @param orders of people who broke something or mended it, oldest first, bounded
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

    /** How a node is, from all that is known of it. */
    public enum NodeState {
        ALIVE,
        /** Alive, and its wall clock is wrong as a leader sees it. */
        CLOCK_SKEW,
        SUSPECT,
        /** It does not answer, and its process runs or we have cut it off. */
        UNREACHABLE,
        DEAD,
        LEFT,
        /** The agent says the process is paused. */
        PAUSED,
        /** The agent says the process is not running. */
        STOPPED,
        STARTING
    }

    /** What the host agent sees of a node's process. */
    public enum Process {
        STARTING,
        RUNNING,
        PAUSED,
        /** Ended on request. */
        STOPPED,
        /** Ended without a request. */
        DEAD,
        /** No agent in reach knows it. */
        UNKNOWN;

        /** Whether there is a process that can be killed. */
        public boolean exists() {
            return this == STARTING || this == RUNNING || this == PAUSED;
        }

        /** Whether an agent says that there is none. */
        public boolean isGone() {
            return this == STOPPED || this == DEAD;
        }
    }

    /** What membership believes of a node. */
    public enum Reach {
        ALIVE,
        SUSPECT,
        /** It has not answered for so long that it was given up. */
        LOST,
        LEFT,
        UNKNOWN
    }

    /**
     * The fault that we ordered for a node's network and that leaves the least of it.
     *
     * @param kind as {@link NetworkFault.Kind#word} has it
     * @param cutsOff true when nothing, or nothing to some nodes, passes
     */
    public record Ordered(
            String fault, String kind, boolean cutsOff, long forMs, long remainingMs) {}

    /**
     * What a group can still take.
     *
     * @param failuresSurvived how many more nodes may fail, whichever they are
     * @param oneTooMany names of nodes of which each alone would be one too many
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
     * @param console base address of its console, or null for workers
     * @param revivable false when no host agent can be reached for it
     * @param skewMs by how much its wall clock is ahead of the median of its voters, 0 while it is
     *     right as far as anybody can tell
     * @param rttMs to it from the serving node, or -1
     * @param ordered null while no fault of its network is at work
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
     * How busy a node's loop is.
     *
     * @param longestTurnMs the longest turn of about the last minute
     * @param longTurns turns of more than 10 ms since the process started
     * @param longQueries queries under way that span turns
     * @param queriesRefused since the process started, because there were too many
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
     * @param quorum what its leader says, and false without a fresh leader
     * @param clockSkew its leader takes no writes because its clock does not agree with a quorum's
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

    /** The money chip: judged by the audit, never by a naive sum. */
    public record Money(Verdict verdict, long ageMs, String text) {}

    /** CONSERVED and VIOLATED are proven; STALE was CONSERVED a while ago; UNKNOWN has no quorum. */
    public enum Verdict {
        CONSERVED,
        STALE,
        UNKNOWN,
        VIOLATED
    }

    /** Something that a person had done to the network. */
    public record Order(long atMs, String text) {}

    /** A fault that is active on a node. */
    public record FaultRow(
            String id,
            String node,
            String kind,
            String text,
            Map<String, Object> parameters,
            long remainingMs) {}

    /** What a person wants to know first: are all parts able to survive a failure. */
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
