package org.davebank.bot;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the holds of an account reserve, replayed from its records. A capture to another shard may
 * have begun before its hold ended, and may still fail; so what an ended hold reserves is known
 * between two bounds only.
 */
final class HeldFunds {

    private static final class Hold {
        final Entry made;
        long leftMinor;
        boolean ended;

        Hold(Entry made) {
            this.made = made;
            this.leftMinor = made.amountMinor();
        }
    }

    private final String run;
    private final Map<String, Order> orders;
    private final Map<String, Hold> holds = new TreeMap<>();

    /**
     * @param run the prefix of this run's keys
     * @param orders those of this run, by key
     */
    HeldFunds(String run, Map<String, Order> orders) {
        this.run = run;
        this.orders = orders;
    }

    /**
     * Takes the next posted record of the account.
     *
     * @param inShard whether a capture was decided in one shard, at once
     * @return what is wrong with it, or null
     */
    @Nullable String take(Entry entry, boolean inShard) {
        if (entry.kind() == Kind.HOLD) {
            holds.put(entry.id(), new Hold(entry));
            return null;
        }
        Hold hold = holds.get(String.valueOf(entry.hold()));
        if (hold == null || (entry.kind() != Kind.CAPTURE && entry.kind() != Kind.RELEASE)) {
            return null;
        }
        boolean late = hold.ended && inShard;
        hold.leftMinor -= entry.amountMinor();
        hold.ended |= hold.leftMinor == 0 || ends(entry);
        if (hold.leftMinor < 0) {
            return "more was taken of " + hold.made + " than it held, with " + entry;
        }
        return late ? "the hold had ended before " + entry : null;
    }

    /** Whether it ended its hold, whatever was left: the last capture, or the bank's own release. */
    private boolean ends(Entry step) {
        Order order = orders.get(String.valueOf(step.key()));
        boolean ofBank = step.key() == null || !step.key().startsWith(run);
        return order == null ? ofBank && step.kind() == Kind.RELEASE : order.last();
    }

    /** What is surely reserved. */
    long leastMinor() {
        return holds.values().stream()
                .filter(hold -> !hold.ended)
                .mapToLong(hold -> hold.leftMinor)
                .sum();
    }

    /** What may be reserved, with captures of ended holds that are not decided. */
    long mostMinor() {
        return holds.values().stream().mapToLong(hold -> hold.leftMinor).sum();
    }

    /** A hold that should have ended by itself before this moment and has not, or null. */
    @Nullable Entry overdue(long atMs) {
        return holds.values().stream()
                .filter(hold -> !hold.ended && hold.made.expiresMs() < atMs)
                .map(hold -> hold.made)
                .findFirst()
                .orElse(null);
    }
}
