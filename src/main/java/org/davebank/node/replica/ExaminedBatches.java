package org.davebank.node.replica;

import java.util.TreeMap;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCodec;
import org.davebank.raft.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Caches batches that were decoded when their entries arrived, so that they are not decoded again
 * when they are applied. Bounded; batches that are not cached are decoded again. Not thread-safe.
 */
final class ExaminedBatches {

    /** Maximum number of cached batches and of their bytes. */
    static final int BATCHES_MAX = 64;

    static final long BYTES_MAX = 1L << 20;

    private record Read(byte[] data, LedgerBatch batch) {}

    private final TreeMap<Long, Read> byIndex = new TreeMap<>();
    private long bytes;

    LedgerBatch read(Entry entry) throws WireException {
        WireReader in = new WireReader(entry.data());
        LedgerBatch batch = LedgerCodec.readBatch(in);
        in.end();
        int size = entry.data().length;
        remove(entry.index());
        if (byIndex.size() < BATCHES_MAX && bytes + size <= BYTES_MAX) {
            byIndex.put(entry.index(), new Read(entry.data(), batch));
            bytes += size;
        }
        return batch;
    }

    /** Returns the entry's batch; removes it and earlier ones from the cache. */
    LedgerBatch take(Entry entry) throws WireException {
        Read kept = remove(entry.index());
        while (!byIndex.isEmpty() && byIndex.firstKey() < entry.index()) {
            remove(byIndex.firstKey());
        }
        // Another leader's entry may have replaced the cached one.
        return kept != null && kept.data == entry.data()
                ? kept.batch
                : LedgerCodec.readBatch(new WireReader(entry.data()));
    }

    private @Nullable Read remove(long index) {
        Read removed = byIndex.remove(index);
        if (removed != null) {
            bytes -= removed.data.length;
        }
        return removed;
    }
}
