package org.davebank.exchange.suggest;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * Infers the order of a file's rows from their balances: the order in which each balance follows
 * from the one before. Not thread-safe.
 */
public final class BalanceChain {

    /** Accounts that are tracked; a few are enough to show the order. */
    private static final int ACCOUNTS_MAX = 1_000;

    private record Row(BigDecimal effect, BigDecimal after) {}

    private final Map<String, Row> newest = new HashMap<>();
    private int pairs;
    private int oldestFirst;
    private int newestFirst;

    /** Adds an account's next row in file order: its effect and the balance after it. */
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

    /** 1 when the oldest row comes first, -1 when the newest does, 0 when unknown. */
    public int direction() {
        return Integer.compare(oldestFirst, newestFirst);
    }

    /** Pairs of rows that agree with the better order. */
    int fits() {
        return Math.max(oldestFirst, newestFirst);
    }

    /** Whether all balances follow from the amounts in one of the two orders. */
    boolean isSound() {
        return pairs == fits();
    }
}
