package org.davebank.api.network;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** One node of the network. */
public record NodeAnswer(
        @Shown("server-1") String name,
        @Shown("9d2f6c1a7e4b3085") String memberId,
        @Shown(value = "server", about = "server or worker") String role,
        @Shown("false") boolean supernode,
        @Shown(
                        value = "alive",
                        about =
                                "alive, clock_skew, suspect, unreachable, dead, left, paused,"
                                        + " stopped or starting")
                String state,
        @Shown(value = "running", about = "starting, running, paused, stopped, dead or unknown")
                String process,
        @Shown(value = "alive", about = "alive, suspect, lost, left or unknown") String reach,
        @Nullable OrderedFault orderedFault,
        @Shown(value = "60210", about = "how long it has been in this state") long sinceMs,
        @Shown("1") long incarnation,
        @Shown(value = "127.0.0.1:5001", about = "UDP") String address,
        @Shown(value = "http://127.0.0.1:8080", about = "null for a worker") @Nullable String http,
        @Shown("41712") long pid,
        @Shown(value = "true", about = "whether a host agent is in reach") boolean revivable,
        @Shown("61000") long uptimeMs,
        @Shown("50331648") long heapBytes,
        @Shown("201326592") long residentBytes,
        @Shown("7340032") long bytesSent,
        @Shown("7340032") long bytesReceived,
        @Shown("1048576") long journalBytes,
        @Shown(value = "2.4", about = "the longest turn of the loop in about a minute")
                double longestTurnMs,
        @Shown(value = "0", about = "turns of more than 10 ms") long longTurns,
        @Shown("0") int longQueries,
        @Shown("0") long queriesRefused,
        @Shown("410") long reportAgeMs,
        @Shown(value = "0", about = "how far its clock is ahead of its voters' median")
                long clockSkewMs,
        List<Replica> replicas)
        implements Body {
    public NodeAnswer {
        replicas = List.copyOf(replicas);
    }

    /** A fault of the node's network that a person ordered. */
    public record OrderedFault(
            @Shown("isolate-1") String id,
            @Shown("isolate") String kind,
            @Shown("true") boolean cutsOff,
            @Shown("12000") long forMs,
            @Shown("48000") long remainingMs)
            implements Body {}

    /** A replica on the node. */
    public record Replica(
            @Shown(value = "shard 1", about = "system, or a shard") String group,
            @Shown(value = "1", about = "null for the system group") @Nullable Integer shard,
            @Shown("leader") String role,
            @Shown("2") long term,
            @Shown("4711") long commitIndex,
            @Shown("4711") long appliedIndex,
            @Shown(value = "0", about = "entries behind the leader") long lag)
            implements Body {}
}
