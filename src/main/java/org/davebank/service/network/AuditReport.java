package org.davebank.service.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The books of each shard at an index, and what was in transit between them at a consistent cut.
 *
 * @param text one sentence that explains the verdict
 * @param cut the newest cut that could be judged, which may be older; null while there is none
 */
public record AuditReport(
        long atMs,
        NetworkSnapshot.Verdict verdict,
        String text,
        List<ShardBooks> shards,
        @Nullable TransitCut cut) {

    public AuditReport {
        shards = List.copyOf(shards);
    }

    /**
     * Age of the oldest recomputation at the time of the verdict, milliseconds; 0 when there is
     * none.
     */
    public long recomputedAgeMs() {
        return shards.stream().mapToLong(ShardBooks::recomputedAgeMs).reduce(0, Math::max);
    }

    /**
     * One shard's books at one log index.
     *
     * @param sumMinor sum of all balances including CASH: zero
     * @param inTransitMinor what had left the shard at the cut, or null if it is not known
     * @param balancesRecomputed true when every reachable replica has recomputed its balances from
     *     its history and found them correct
     * @param hashesAgree true when all reachable replicas have the same state hash at {@code index}
     * @param recomputedAgeMs time since each replica last completed a pass over its history, the
     *     longest of them; -1 when none has completed one
     * @param rereadAgeMs the same for the start of the newest full reread from the first record
     */
    public record ShardBooks(
            int shard,
            boolean known,
            long index,
            long sumMinor,
            long accounts,
            long transactions,
            @Nullable Long inTransitMinor,
            boolean balancesRecomputed,
            boolean hashesAgree,
            long recomputedAgeMs,
            long rereadAgeMs,
            List<ReplicaBooks> replicas) {
        public ShardBooks {
            replicas = List.copyOf(replicas);
        }
    }

    /** One replica's part; {@code state} is ok, behind, unreachable or violated. */
    public record ReplicaBooks(String node, String state, String stateHash, String detail) {}
}
