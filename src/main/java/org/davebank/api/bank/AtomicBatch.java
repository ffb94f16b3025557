package org.davebank.api.bank;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A batch whose items were posted together. */
public record AtomicBatch(
        @Shown("019a4c3e-7b1d-7c55-9a3f-1f0e5a6b7c8d") String id,
        @Shown("0d9b5c1e-6a0f-4f7d-8d53-5a2c1e9b7f10") @Nullable String idempotencyKey,
        @Shown("POSTED") String status,
        @Shown(value = "2026-11-02T09:15:00.123Z", about = "by the network's clock")
                String committedAt,
        @Shown(about = "in the order of the request") List<Item> items,
        @Shown(value = "1", about = "the shard of the first item's account") int shard,
        @Shown(value = "4711", about = "its place in that shard's log") long index)
        implements Body {

    /** One of its transactions; those in other shards are there a moment later. */
    public record Item(
            @Shown("019a4c3e-7b1d-7d90-8a3f-1f0e5a6b7c8d") String id,
            @Shown("POSTED") String status)
            implements Body {}

    public AtomicBatch {
        items = List.copyOf(items);
    }
}
