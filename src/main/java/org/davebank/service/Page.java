package org.davebank.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor continues the list; null at its end. A page may be short without being the last
 * @param indexes "shard:index" of every shard that was read, for {@code X-DaveBank-Index}
 * @param stalenessMs of the oldest answer; 0 for a strong read
 */
public record Page<T>(
        List<T> items, @Nullable String nextCursor, String indexes, long stalenessMs) {
    public Page {
        items = List.copyOf(items);
    }
}
