package org.davebank.exchange.suggest;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * The balances of a file against each other: in which order its rows must have been for each balance to
 * follow from the one before. Not thread-safe.
 */
public final class BalanceChain {

    /** Accounts that are followed; the order of a file shows in a few. */
    private static final int ACCOUNTS_MAX = 1_000;

    private record Row(BigDecimal effect, BigDecimal after) {}

    private final Map<String, Row> newest = new HashMap<>();
    private int pairs;
    private int oldestFirst;
    private int newestFirst;

    /** The next row of an account in the file's order: what it moved, and the balance after it. */
    public void add(String account, BigDecimal effect, BigDecimal after) {
        Row row = new Row(effect, after);
        Row before =
                newest.size() < ACCOUNTS_MAX
                        ? newest.put(account, row)
                        : newest.replace(account, row);
        if (before == null) {
            return;
        }
        pairs++;
        oldestFirst += before.after().add(effect).compareTo(after) == 0 ? 1 : 0;
        newestFirst += after.add(before.effect()).compareTo(before.after()) == 0 ? 1 : 0;
    }

    /** 1 where the oldest row stands first, -1 where the newest does, 0 where it cannot be known. */
    public int direction() {
        return Integer.compare(oldestFirst, newestFirst);
    }

    /** Pairs of rows that fit in the better order. */
    int fits() {
        return Math.max(oldestFirst, newestFirst);
    }

    /** Whether all balances follow from the amounts in one of the two orders. */
    boolean isSound() {
        return pairs == fits();
    }
}
