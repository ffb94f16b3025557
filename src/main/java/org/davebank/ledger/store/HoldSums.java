package org.davebank.ledger.store;

import java.util.Map;
import java.util.TreeMap;

/** What the holds of each account reserve, by the account's ordinal. Not thread-safe. */
public final class HoldSums {

    private static final class Sum {
        int holds;
        long freeMinor;
        long activeMinor;
    }

    private final Map<Integer, Sum> sums = new TreeMap<>();

    /**
     * Changes the sums of an account.
     *
     * @param holds how many more there are
     * @param freeMinor how much more can be captured
     * @param activeMinor how much more active holds reserve, with what is being captured of them
     */
    public void add(int ordinal, int holds, long freeMinor, long activeMinor) {
        Sum sum = sums.computeIfAbsent(ordinal, any -> new Sum());
        sum.holds += holds;
        sum.freeMinor = Math.addExact(sum.freeMinor, freeMinor);
        sum.activeMinor = Math.addExact(sum.activeMinor, activeMinor);
        if (sum.holds == 0) {
            sums.remove(ordinal);
        }
    }

    /** Whether other sums say the same for this account. */
    boolean sameAs(HoldSums other, int ordinal) {
        return holds(ordinal) == other.holds(ordinal)
                && freeMinor(ordinal) == other.freeMinor(ordinal)
                && activeMinor(ordinal) == other.activeMinor(ordinal);
    }

    /** Number of holds that are active or being captured. */
    public int holds(int ordinal) {
        Sum sum = sums.get(ordinal);
        return sum == null ? 0 : sum.holds;
    }

    /** What can be captured. */
    public long freeMinor(int ordinal) {
        Sum sum = sums.get(ordinal);
        return sum == null ? 0 : sum.freeMinor;
    }

    /** What active holds reserve, whatever becomes of the captures that are undecided. */
    public long activeMinor(int ordinal) {
        Sum sum = sums.get(ordinal);
        return sum == null ? 0 : sum.activeMinor;
    }
}
