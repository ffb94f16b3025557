package org.davebank.ledger.store;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.jspecify.annotations.Nullable;

/** The decisions of this shard that not all their participants have acknowledged. Not thread-safe. */
public final class DecisionBook {

    /** Approximate memory of a decision for one participant. */
    private static final int ENTRY_BYTES = 400;

    /**
     * What a participant gets.
     *
     * @param minor by currency; negative if the participant pays more to other shards than it gets
     */
    public record Leg(int toShard, Map<String, Long> minor) {

        private long hash(long commits) {
            long sum = 0;
            for (long each : minor.values()) {
                sum = sum == 0 ? each : StateHash.ofPair(sum, each);
            }
            return StateHash.ofPair(sum, 2L * toShard + commits);
        }
    }

    /**
     * A decision.
     *
     * @param legs one for each participant, in ascending order of shards
     * @param step what each participant has to do: Deliver or Cancel
     */
    public record Decision(long serial, MovementKey key, List<Leg> legs, MovementCommand step) {

        private long hash() {
            long name = StateHash.ofPair(key.id().high(), key.id().low() + key.attempt());
            long commits = step instanceof MovementCommand.Deliver ? 1 : 0;
            long body = 0;
            for (Leg each : legs) {
                body ^= each.hash(commits);
            }
            return StateHash.ofPair(StateHash.ofPair(name, key.account().value()), body);
        }
    }

    private final Map<MovementKey, Decision> byKey = new LinkedHashMap<>();
    private final NavigableMap<Long, Decision> bySerial = new TreeMap<>();
    private long decided;
    private int legs;
    private long hash;

    public void add(MovementKey key, List<Leg> to, MovementCommand step) {
        Decision decision = new Decision(++decided, key, to, step);
        byKey.put(key, decision);
        bySerial.put(decision.serial(), decision);
        legs += to.size();
        hash ^= decision.hash();
    }

    public void remove(MovementKey key) {
        Decision decision = byKey.remove(key);
        if (decision != null) {
            bySerial.remove(decision.serial());
            legs -= decision.legs().size();
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

    /** How many legs all decisions have. */
    public int size() {
        return legs;
    }

    public long hash() {
        return hash;
    }

    public long bytes() {
        return (long) legs * ENTRY_BYTES;
    }
}
