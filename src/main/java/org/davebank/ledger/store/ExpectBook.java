package org.davebank.ledger.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.MovementKey;
import org.jspecify.annotations.Nullable;

/**
 * What this shard has accepted from others and what is not decided: credits of transfers, and its part of
 * batches. Not thread-safe.
 */
public final class ExpectBook {

    /** Approximate memory of a credit, or of an item of a batch, without its texts. */
    private static final int ENTRY_BYTES = 250;

    /**
     * A movement that is expected.
     *
     * @param fromShard the number of its coordinator
     * @param reserved what it reserves here; of a transfer the amount as room
     * @param shard the number of this shard, if it is a batch
     * @param items its items with accounts in this shard; empty of a transfer
     * @param stampMs stamp of the vote
     */
    public record Expected(
            long serial,
            MovementKey key,
            int fromShard,
            List<Reservation> reserved,
            int shard,
            List<Batch.Item> items,
            long stampMs) {

        private int load() {
            return items.isEmpty() ? 1 : items.size() + 1;
        }

        private long textBytes() {
            long chars = 0;
            for (Batch.Item each : items) {
                String reference = each.reference();
                String description = each.description();
                chars += reference == null ? 0 : reference.length();
                chars += description == null ? 0 : description.length();
            }
            return 2 * chars;
        }

        private long hash() {
            long name = StateHash.ofPair(key.id().high(), key.id().low() + key.attempt());
            long origin = StateHash.ofPair(fromShard, stampMs);
            long body = 0;
            for (Reservation each : reserved) {
                long hash = StateHash.ofPair(each.number(), each.roomMinor());
                body ^= each.needMinor() == 0 ? hash : StateHash.ofPair(hash, each.needMinor());
            }
            return StateHash.ofPair(
                    StateHash.ofPair(name, key.account().value()), StateHash.ofPair(body, origin));
        }
    }

    private final Map<MovementKey, Expected> byKey = new LinkedHashMap<>();
    private final NavigableMap<Long, Expected> bySerial = new TreeMap<>();
    private final Map<Integer, List<Expected>> byAccount = new LinkedHashMap<>();
    private long accepted;
    private int load;
    private long textBytes;
    private long hash;

    /** Whether these accounts, by their ordinals, may expect another movement. */
    public boolean hasRoom(Collection<Integer> accounts) {
        return load < LedgerLimits.EXPECTED_MAX && accounts.stream().allMatch(this::hasRoomFor);
    }

    private boolean hasRoomFor(int account) {
        List<Expected> its = byAccount.get(account);
        return its == null || its.size() < LedgerLimits.EXPECTED_PER_ACCOUNT_MAX;
    }

    /** Adds the credit of a transfer. */
    public void add(MovementKey key, int fromShard, Reservation credit, long stampMs) {
        add(new Expected(++accepted, key, fromShard, List.of(credit), 0, List.of(), stampMs));
    }

    /** Adds the items of a batch that have accounts in this shard, whose number is {@code shard}. */
    public void add(
            MovementKey key,
            int fromShard,
            List<Reservation> reserved,
            int shard,
            List<Batch.Item> items,
            long stampMs) {
        add(new Expected(++accepted, key, fromShard, reserved, shard, items, stampMs));
    }

    private void add(Expected expected) {
        byKey.put(expected.key(), expected);
        bySerial.put(expected.serial(), expected);
        for (Reservation each : expected.reserved()) {
            byAccount.computeIfAbsent(each.account(), any -> new ArrayList<>()).add(expected);
        }
        load += expected.load();
        textBytes += expected.textBytes();
        hash ^= expected.hash();
    }

    public void remove(Expected expected) {
        byKey.remove(expected.key());
        bySerial.remove(expected.serial());
        for (Reservation each : expected.reserved()) {
            List<Expected> its = byAccount.get(each.account());
            if (its != null) {
                its.remove(expected);
                if (its.isEmpty()) {
                    byAccount.remove(each.account());
                }
            }
        }
        load -= expected.load();
        textBytes -= expected.textBytes();
        hash ^= expected.hash();
    }

    public @Nullable Expected find(MovementKey key) {
        return byKey.get(key);
    }

    /** What an account expects, by its ordinal, in the order of acceptance. */
    public List<Expected> of(int account) {
        return List.copyOf(byAccount.getOrDefault(account, List.of()));
    }

    /** What was accepted after this one, in order. */
    public Collection<Expected> after(long serial) {
        return Collections.unmodifiableCollection(bySerial.tailMap(serial, false).values());
    }

    public void addTo(BookSums sums) {
        bySerial.values().forEach(each -> sums.add(each.reserved()));
    }

    public int size() {
        return bySerial.size();
    }

    /** The most records that what is expected will add. */
    public int load() {
        return load;
    }

    public long hash() {
        return hash;
    }

    public long bytes() {
        return (long) load * ENTRY_BYTES + textBytes;
    }
}
