package org.davebank.ledger.store;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.jspecify.annotations.Nullable;

/** The decisions of this shard that their participants have not acknowledged. Not thread-safe. */
public final class DecisionBook {

    /** Approximate memory of a decision. */
    private static final int ENTRY_BYTES = 400;

    /**
     * A decision.
     *
     * @param step what the participant has to do: Deliver or Cancel
     */
    public record Decision(
            long serial, MovementKey key, int toShard, long amountMinor, MovementCommand step) {

        private long hash() {
            long name = StateHash.ofPair(key.id().high(), key.id().low() + key.attempt());
            long commits = step instanceof MovementCommand.Deliver ? 1 : 0;
            return StateHash.ofPair(
                    StateHash.ofPair(name, key.account().value()),
                    StateHash.ofPair(amountMinor, 2L * toShard + commits));
        }
    }

    private final Map<MovementKey, Decision> byKey = new LinkedHashMap<>();
    private final NavigableMap<Long, Decision> bySerial = new TreeMap<>();
    private long decided;
    private long hash;

    public void add(MovementKey key, int toShard, long amountMinor, MovementCommand step) {
        Decision decision = new Decision(++decided, key, toShard, amountMinor, step);
        byKey.put(key, decision);
        bySerial.put(decision.serial(), decision);
        hash ^= decision.hash();
    }

    public void remove(MovementKey key) {
        Decision decision = byKey.remove(key);
        if (decision != null) {
            bySerial.remove(decision.serial());
            hash ^= decision.hash();
        }
    }

    public @Nullable Decision find(MovementKey key) {
        return byKey.get(key);
    }

    /** The decisions that came after this one, in order. */
    public Collection<Decision> after(long serial) {
        return Collections.unmodifiableCollection(bySerial.tailMap(serial, false).values());
    }

    public int size() {
        return bySerial.size();
    }

    public long hash() {
        return hash;
    }

    public long bytes() {
        return (long) bySerial.size() * ENTRY_BYTES;
    }
}
