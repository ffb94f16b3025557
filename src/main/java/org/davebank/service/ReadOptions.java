package org.davebank.service;

import java.util.Map;

/**
 * How fresh a read must be.
 *
 * @param stale true answers from any replica, however old
 * @param indexMin by shard: the answer must have applied at least this log index
 * @param partial true leaves out shards without a reachable replica, instead of failing
 */
public record ReadOptions(boolean stale, Map<Integer, Long> indexMin, boolean partial) {

    public static final ReadOptions STRONG = new ReadOptions(false, Map.of());

    /** Whatever any reachable replica has now; unreachable shards are left out. */
    public static final ReadOptions KNOWN = new ReadOptions(true, Map.of(), true);

    public ReadOptions(boolean stale, Map<Integer, Long> indexMin) {
        this(stale, indexMin, false);
    }

    public ReadOptions {
        indexMin = Map.copyOf(indexMin);
    }
}
