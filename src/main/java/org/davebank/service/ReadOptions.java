package org.davebank.service;

import java.util.Map;

/**
 * How fresh a read must be.
 *
 * @param stale true answers from any replica, however old
 * @param indexMin by shard: the answer must have applied at least this log index
 */
public record ReadOptions(boolean stale, Map<Integer, Long> indexMin) {

    public static final ReadOptions STRONG = new ReadOptions(false, Map.of());

    public ReadOptions {
        indexMin = Map.copyOf(indexMin);
    }
}
