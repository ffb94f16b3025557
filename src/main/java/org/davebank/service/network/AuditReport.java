package org.davebank.service.network;

import java.util.List;

/**
 * The books at a consistent cut.
 *
 * @param text one sentence that says why the verdict is what it is
 */
public record AuditReport(
        long atMs, NetworkSnapshot.Verdict verdict, String text, List<ShardBooks> shards) {

    public AuditReport {
        shards = List.copyOf(shards);
    }

    /** How old the oldest recomputation was when the books were judged; 0 when there is none. */
    public long recomputedAgeMs() {
        return shards.stream().mapToLong(ShardBooks::recomputedAgeMs).reduce(0, Math::max);
    }

    /**
     * One shard's books at one log index.
     *
     * @param sumMinor of all balances with CASH: zero
     * @param balancesRecomputed true when every replica in reach has recomputed its balances from
     *     its history and found them right
     * @param hashesAgree true when all replicas in reach have the same state hash at {@code index}
     * @param recomputedAgeMs since the replicas' newest rounds through their histories ended, that of
     *     the oldest of them; -1 when none has ended one
     * @param rereadAgeMs the same for the begin of the newest reading from the first record
     */
    public record ShardBooks(
            int shard,
            boolean known,
            long index,
            long sumMinor,
            long accounts,
            long transactions,
            long inTransitMinor,
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
