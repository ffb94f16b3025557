package org.davebank.service.bank;

/**
 * A value that was read.
 *
 * @param indexes "shard:index" of every shard that was read, separated by commas
 * @param stalenessMs 0 for a strong read
 */
public record Found<T>(T value, String indexes, long stalenessMs) {}
