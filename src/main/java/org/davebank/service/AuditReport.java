package org.davebank.service;

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

    /**
     * One shard's books at one log index.
     *
     * @param sumMinor of all balances with CASH: zero
     * @param balancesRecomputed true when every replica in reach has recomputed its balances from
     *     its history and found them right
     * @param hashesAgree true when all replicas in reach have the same state hash at {@code index}
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
            List<ReplicaBooks> replicas) {
        public ShardBooks {
            replicas = List.copyOf(replicas);
        }
    }

    /** One replica's part; {@code state} is ok, behind, unreachable or violated. */
    public record ReplicaBooks(String node, String state, String stateHash, String detail) {}
}
