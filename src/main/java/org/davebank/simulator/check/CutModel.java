package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.ledger.Batch.Item;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/** The marks of one shard as its model knows them. */
final class CutModel {

    /** Cuts that are kept for shards that take the same mark later. */
    private static final int KEPT = 100;

    /** A committed transfer to another shard, or what a batch moves to one in a currency. */
    record Leg(MovementKey key, int toShard, long amountMinor, String currency) {}

    /** What the shard had at a mark: TRANSIT by currency, and what was not acknowledged. */
    record Cut(Map<String, Long> transit, List<Leg> legs) {}

    private final Map<String, Long> transit = new TreeMap<>();
    private final Map<MovementKey, List<Leg>> unacknowledged = new TreeMap<>();

    /** The newest mark at the time of each delivery. */
    private final Map<MovementKey, Long> delivered = new TreeMap<>();

    private final TreeMap<Long, Cut> cuts = new TreeMap<>();
    private long newestIndex;

    LedgerResult mark(long number, long index) {
        if (number > newest()) {
            List<Leg> legs = unacknowledged.values().stream().flatMap(List::stream).toList();
            cuts.put(number, new Cut(new TreeMap<>(transit), legs));
            newestIndex = index;
            if (cuts.size() > KEPT) {
                cuts.pollFirstEntry();
            }
        }
        return new LedgerResult.Marked(newest(), newestIndex);
    }

    void committed(MovementKey key, int toShard, Transaction record) {
        Leg leg = new Leg(key, toShard, record.amountMinor(), record.currency());
        unacknowledged.put(key, List.of(leg));
        transit.merge(record.currency(), record.amountMinor(), Long::sum);
    }

    /** A batch is committed in the shard that coordinates it. */
    void left(MovementKey key, List<Item> items, int shard) {
        Map<Integer, Map<String, Long>> to = new TreeMap<>();
        for (Item each : items) {
            if (each.toAccount() != null && each.shard() != each.toShard()) {
                move(to, each.shard(), each.currency(), -each.amountMinor());
                move(to, each.toShard(), each.currency(), each.amountMinor());
            }
        }
        List<Leg> legs = new ArrayList<>();
        to.forEach((there, sums) ->
                sums.forEach((currency, minor) -> {
                    if (there == shard) {
                        transit.merge(currency, -minor, Long::sum);
                    } else if (minor != 0) {
                        legs.add(new Leg(key, there, minor, currency));
                    }
                }));
        unacknowledged.put(key, legs);
    }

    private static void move(
            Map<Integer, Map<String, Long>> to, int shard, String currency, long minor) {
        to.computeIfAbsent(shard, any -> new TreeMap<>()).merge(currency, minor, Long::sum);
    }

    /** A batch is booked in a shard that takes part in it. */
    void came(MovementKey key, List<Item> items, int shard) {
        delivered.put(key, newest());
        for (Item each : items) {
            if (each.toAccount() != null && each.shard() != each.toShard()) {
                boolean leaves = each.shard() == shard;
                transit.merge(
                        each.currency(),
                        leaves ? each.amountMinor() : -each.amountMinor(),
                        Long::sum);
            }
        }
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
