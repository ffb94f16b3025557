package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.store.BookSums;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/** The credits that this shard has accepted from others and that are not decided. Not thread-safe. */
public final class ExpectBook {

    /** Approximate memory of a credit. */
    private static final int ENTRY_BYTES = 250;

    /**
     * An expected credit.
     *
     * @param to ordinal of the account
     * @param stampMs stamp of the vote
     */
    public record Credit(
            long serial,
            MovementKey key,
            int fromShard,
            int to,
            int toNumber,
            long amountMinor,
            long stampMs) {

        private long hash() {
            long name = StateHash.ofPair(key.id().high(), key.id().low() + key.attempt());
            return StateHash.ofPair(
                    StateHash.ofPair(name, key.account().value()),
                    StateHash.ofPair(
                            StateHash.ofPair(toNumber, amountMinor),
                            StateHash.ofPair(fromShard, stampMs)));
        }
    }

    private final Map<MovementKey, Credit> byKey = new LinkedHashMap<>();
    private final NavigableMap<Long, Credit> bySerial = new TreeMap<>();
    private final Map<Integer, List<Credit>> byAccount = new LinkedHashMap<>();
    private long accepted;
    private long hash;

    /** Whether the account may expect another credit. */
    boolean hasRoom(int to) {
        List<Credit> its = byAccount.get(to);
        return bySerial.size() < LedgerLimits.EXPECTED_MAX
                && (its == null || its.size() < LedgerLimits.EXPECTED_PER_ACCOUNT_MAX);
    }

    Credit add(
            MovementKey key, int fromShard, int to, int toNumber, long amountMinor, long stampMs) {
        Credit credit = new Credit(++accepted, key, fromShard, to, toNumber, amountMinor, stampMs);
        byKey.put(key, credit);
        bySerial.put(credit.serial(), credit);
        byAccount.computeIfAbsent(to, account -> new ArrayList<>()).add(credit);
        hash ^= credit.hash();
        return credit;
    }

    void remove(Credit credit) {
        byKey.remove(credit.key());
        bySerial.remove(credit.serial());
        List<Credit> its = byAccount.get(credit.to());
        if (its != null) {
            its.remove(credit);
            if (its.isEmpty()) {
                byAccount.remove(credit.to());
            }
        }
        hash ^= credit.hash();
    }

    public @Nullable Credit find(MovementKey key) {
        return byKey.get(key);
    }

    /** What an account expects, in the order of acceptance. */
    List<Credit> of(int to) {
        return List.copyOf(byAccount.getOrDefault(to, List.of()));
    }

    /** The credits that were accepted after this one, in order. */
    public Collection<Credit> after(long serial) {
        return Collections.unmodifiableCollection(bySerial.tailMap(serial, false).values());
    }

    void addTo(BookSums sums) {
        bySerial.values().forEach(each -> sums.expect(each.to(), each.amountMinor()));
    }

    public int size() {
        return bySerial.size();
    }

    long hash() {
        return hash;
    }

    long bytes() {
        return (long) bySerial.size() * ENTRY_BYTES;
    }
}
