package org.davebank.simulator.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/** The marks of one shard as its model knows them. */
final class CutModel {

    /** Cuts that are kept for shards that take the same mark later. */
    private static final int KEPT = 100;

    /** A committed transfer to another shard. */
    record Leg(MovementKey key, int toShard, long amountMinor, String currency) {}

    /** What the shard had at a mark: TRANSIT by currency, and what was not acknowledged. */
    record Cut(Map<String, Long> transit, List<Leg> legs) {}

    private final Map<String, Long> transit = new TreeMap<>();
    private final Map<MovementKey, Leg> unacknowledged = new TreeMap<>();

    /** The newest mark at the time of each delivery. */
    private final Map<MovementKey, Long> delivered = new TreeMap<>();

    private final TreeMap<Long, Cut> cuts = new TreeMap<>();
    private long newestIndex;

    LedgerResult mark(long number, long index) {
        if (number > newest()) {
            cuts.put(number, new Cut(new TreeMap<>(transit), List.copyOf(unacknowledged.values())));
            newestIndex = index;
            if (cuts.size() > KEPT) {
                cuts.pollFirstEntry();
            }
        }
        return new LedgerResult.Marked(newest(), newestIndex);
    }

    void committed(MovementKey key, int toShard, Transaction record) {
        unacknowledged.put(key, new Leg(key, toShard, record.amountMinor(), record.currency()));
        transit.merge(record.currency(), record.amountMinor(), Long::sum);
    }

    void forgotten(MovementKey key) {
        unacknowledged.remove(key);
    }

    void delivered(MovementKey key, String currency, long amountMinor) {
        delivered.put(key, newest());
        transit.merge(currency, -amountMinor, Long::sum);
    }

    /** Whether a transfer was delivered before the shard took this mark. */
    boolean isDeliveredBefore(MovementKey key, long mark) {
        return delivered.getOrDefault(key, Long.MAX_VALUE) < mark;
    }

    /** The number of the newest mark; 0 before the first. */
    long newest() {
        return cuts.isEmpty() ? 0 : cuts.lastKey();
    }

    @Nullable Cut at(long mark) {
        return cuts.get(mark);
    }
}
