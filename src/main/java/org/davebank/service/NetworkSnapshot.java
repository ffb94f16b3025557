package org.davebank.service;

import java.util.List;
import java.util.Map;
import org.davebank.base.Event;
import org.jspecify.annotations.Nullable;

/**
 * The network as one server node sees it at one moment: what the status bar, the topology and
 * {@code GET /cluster} show.
 *
 * @param servedBy name of the node that made the snapshot
 * @param supernode name of the leader of the system group, or null while there is none
 * @param events newest first, bounded
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
        int replicasWanted,
        String currency,
        List<NodeRow> nodes,
        List<ShardRow> shards,
        Money money,
        List<FaultRow> faults,
        List<Event> events) {

    public NetworkSnapshot {
        nodes = List.copyOf(nodes);
        shards = List.copyOf(shards);
        faults = List.copyOf(faults);
        events = List.copyOf(events);
    }

    /** How a node is, by membership first and by its agent where that knows more. */
    public enum NodeState {
        ALIVE,
        /** Alive, and its wall clock is wrong as a leader sees it. */
        CLOCK_SKEW,
        SUSPECT,
        DEAD,
        LEFT,
        /** The agent says the process is paused. */
        PAUSED,
        /** The agent says the process is not running. */
        STOPPED,
        STARTING
    }

    /**
     * One node.
     *
     * @param sinceMs how long it has been in this state
     * @param console base address of its console, or null for workers
     * @param revivable false when no host agent can be reached for it
     * @param skewMs by how much its wall clock is ahead of the median of its voters, 0 while it is
     *     right as far as anybody can tell
     * @param rttMs to it from the serving node, or -1
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
            List<ReplicaRow> replicas) {
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
            boolean faultTolerant) {
        public ShardRow {
            voters = List.copyOf(voters);
            learners = List.copyOf(learners);
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
        return systemQuorum
                && systemVoters >= 3
                && shards.stream().allMatch(ShardRow::faultTolerant);
    }
}
