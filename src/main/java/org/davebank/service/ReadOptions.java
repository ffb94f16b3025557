package org.davebank.service;

import java.util.Map;

/**
 * How fresh a read must be.
 *
 * @param stale true answers from any replica, however old
 * @param indexMin by shard: the answer must have applied at least this log index
 * @param partial true leaves out shards of which no replica is in reach, instead of failing
 */
public record ReadOptions(boolean stale, Map<Integer, Long> indexMin, boolean partial) {

    public static final ReadOptions STRONG = new ReadOptions(false, Map.of());

    /** Whatever is known now, of the shards that anybody in reach knows. */
    public static final ReadOptions KNOWN = new ReadOptions(true, Map.of(), true);

    public ReadOptions(boolean stale, Map<Integer, Long> indexMin) {
        this(stale, indexMin, false);
    }

    public ReadOptions {
        indexMin = Map.copyOf(indexMin);
    }
}
