package org.davebank.api.network;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/**
 * The books of each shard, what was in transit between them at a consistent cut, and what follows from
 * both.
 */
public record AuditAnswer(
        @Shown(value = "conserved", about = "conserved, stale, unknown or violated") String verdict,
        @Shown("all shards sum to zero") String text,
        @Shown("2026-11-02T09:15:00.123Z") String at,
        @Shown(value = "1900", about = "since the oldest recomputation from history")
                long recomputedAgeMs,
        @Shown(value = "0", about = "of all shards") long sumMinor,
        @Shown(
                        value = "812",
                        about =
                                "number of the cut at which transfers between shards were judged;"
                                        + " null while there is none")
                @Nullable Long mark,
        @Shown(value = "340", about = "since nothing but that cut is known; null without a mark")
                @Nullable Long markAgeMs,
        @Shown(
                        value = "12350",
                        about =
                                "what was on its way between shards at the mark, all currencies"
                                        + " together; null without a mark")
                @Nullable Long inTransitMinor,
        List<ShardBooks> shards)
        implements Body {
    public AuditAnswer {
        shards = List.copyOf(shards);
    }

    /** One shard's books at one index of its log. */
    public record ShardBooks(
            @Shown("1") int shard,
            @Shown(value = "true", about = "false where no replica answered") boolean known,
            @Shown("4711") long index,
            @Shown(value = "0", about = "of all balances, with that of CASH") long sumMinor,
            @Shown("40") long accounts,
            @Shown("1180") long transactions,
            @Shown(
                            value = "12350",
                            about =
                                    "what had left this shard and was on its way at the mark, all"
                                            + " currencies together; null where that is unknown")
                    @Nullable Long inTransitMinor,
            @Shown(value = "true", about = "balances agree with history on every replica in reach")
                    boolean balancesRecomputed,
            @Shown(value = "true", about = "replicas in reach agree at this index")
                    boolean hashesAgree,
            @Shown(value = "1900", about = "-1 where nothing was recomputed yet")
                    long recomputedAgeMs,
            @Shown(value = "61000", about = "-1 where nothing was read again yet") long rereadAgeMs,
            List<ReplicaBooks> replicas)
            implements Body {
        public ShardBooks {
            replicas = List.copyOf(replicas);
        }
    }

    /** One replica's part. */
    public record ReplicaBooks(
            @Shown("worker-1") String node,
            @Shown(value = "ok", about = "ok, behind, unreachable or violated") String state,
            @Shown("5d92e5159ad3c6e8") String stateHash,
            @Shown("") String detail)
            implements Body {}
}
