package org.davebank.ledger.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the books of transfers and holds reserve of each account, by the account's ordinal. An audit adds
 * it up again and compares it with the running sums. Not thread-safe.
 */
public final class BookSums {

    private static final class Sum {
        long heldMinor;
        long expectedMinor;
    }

    private final Map<Integer, Sum> sums = new TreeMap<>();
    private final HoldSums holds = new HoldSums();

    private Sum of(int ordinal) {
        return sums.computeIfAbsent(ordinal, any -> new Sum());
    }

    /** A hold, with what is being captured of it. */
    public void hold(int ordinal, long minor) {
        of(ordinal).heldMinor += minor;
    }

    /** An undecided credit. */
    private void expect(int ordinal, long minor) {
        of(ordinal).expectedMinor += minor;
    }

    /** What a movement that is not decided reserves. */
    void add(List<Reservation> reserved) {
        for (Reservation each : reserved) {
            hold(each.account(), each.needMinor());
            expect(each.account(), each.roomMinor());
        }
    }

    /** The part of it that belongs to holds. */
    public HoldSums holds() {
        return holds;
    }

    /** How the running sums of an account differ, in words; null if they are right. */
    public @Nullable String difference(
            int ordinal, long heldMinor, long expectedMinor, HoldSums running) {
        Sum right = sums.get(ordinal);
        long heldRight = right == null ? 0 : right.heldMinor;
        long expectedRight = right == null ? 0 : right.expectedMinor;
        if (heldMinor != heldRight) {
            return heldMinor
                    + " minor units are held, "
                    + heldRight
                    + " by its undecided transfers and its holds";
        }
        if (expectedMinor != expectedRight) {
            return expectedMinor
                    + " minor units are expected, "
                    + expectedRight
                    + " by the book of expected credits";
        }
        return running.sameAs(holds, ordinal) ? null : "the sums of its holds are wrong";
    }
}
