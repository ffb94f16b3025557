package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.ledger.MovementKey;

/** When a movement's step is due again: the delay doubles with every attempt. Not thread-safe. */
final class Retries {

    private final long firstNs;
    private final long delayNsMax;
    private final TreeMap<Long, List<MovementKey>> due = new TreeMap<>();
    private final Map<MovementKey, Long> delays = new LinkedHashMap<>();

    Retries(long firstNs, long delayNsMax) {
        this.firstNs = firstNs;
        this.delayNsMax = delayNsMax;
    }

    /** Schedules the next attempt. */
    void again(MovementKey key, long nowNs) {
        long delayNs = delays.getOrDefault(key, firstNs);
        delays.put(key, Math.min(2 * delayNs, delayNsMax));
        due.computeIfAbsent(nowNs + delayNs, time -> new ArrayList<>()).add(key);
    }

    /** Removes and returns what is due. */
    List<MovementKey> takeDue(long nowNs) {
        List<MovementKey> keys = new ArrayList<>();
        while (!due.isEmpty() && due.firstKey() <= nowNs) {
            keys.addAll(due.pollFirstEntry().getValue());
        }
        return keys;
    }

    /** The movement has ended. */
    void end(MovementKey key) {
        delays.remove(key);
    }

    void clear() {
        due.clear();
        delays.clear();
    }

    long nextDeadlineNs() {
        return due.isEmpty() ? Long.MAX_VALUE : due.firstKey();
    }
}
