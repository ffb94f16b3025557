package org.davebank.api.bank;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;

/** Where a transaction stands in its shard's log. */
public record ReceiptAnswer(
        @Shown("019a4c3e-7b1d-7c55-9a3f-1f0e5a6b7c8d") String id,
        @Shown("1") int shard,
        @Shown(value = "2", about = "of the leader that took it") long term,
        @Shown("4711") long index,
        @Shown(value = "[\"server-1\",\"server-2\"]", about = "replicas that have it on disk")
                List<String> onDisk,
        @Shown(value = "[\"worker-1\"]", about = "the shard's other replicas") List<String> missing)
        implements Body {
    public ReceiptAnswer {
        onDisk = List.copyOf(onDisk);
        missing = List.copyOf(missing);
    }
}
