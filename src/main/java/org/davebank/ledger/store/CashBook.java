package org.davebank.ledger.store;

import java.util.Arrays;
import org.davebank.base.Invariant;

/**
 * The currencies of a shard and their contra accounts: CASH for deposits and withdrawals, TRANSIT for
 * money on its way between shards. Currencies are numbered in the order of their first account, whose command also
 * defines their decimals. Not thread-safe.
 *
 * <p>Invariant: {@code drift} of every currency is zero after every command, that is, the postings
 * of a command cancel each other out.
 */
public final class CashBook {

    private String[] codes = new String[4];
    private int[] scales = new int[4];
    private long[] cash = new long[4];
    private long[] transit = new long[4];
    private long[] drift = new long[4];
    private int count;

    public int count() {
        return count;
    }

    /** The number of a currency, or -1 if no account has it. */
    public int find(String code) {
        for (int i = 0; i < count; i++) {
            if (codes[i].equals(code)) {
                return i;
            }
        }
        return -1;
    }

    /** Adds a new currency with this many decimals and returns its number. */
    public int add(String code, int scale) {
        Invariant.check(find(code) < 0, "a currency has one number");
        if (count == codes.length) {
            codes = Arrays.copyOf(codes, count * 2);
            scales = Arrays.copyOf(scales, count * 2);
            cash = Arrays.copyOf(cash, count * 2);
            transit = Arrays.copyOf(transit, count * 2);
            drift = Arrays.copyOf(drift, count * 2);
        }
        codes[count] = code;
        scales[count] = scale;
        return count++;
    }

    public String code(int currency) {
        return codes[currency];
    }

    public int scale(int currency) {
        return scales[currency];
    }

    /** CASH of all currencies together. */
    public long cashSum() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += cash[i];
        }
        return sum;
    }

    public long cash(int currency) {
        return cash[currency];
    }

    /** Posts to CASH; the caller must have checked that it does not overflow. */
    public void postCash(int currency, long deltaMinor) {
        cash[currency] += deltaMinor;
        drift[currency] += deltaMinor;
    }

    /** Money that has left this shard for others, less what has come from them. */
    public long transit(int currency) {
        return transit[currency];
    }

    /** Posts to TRANSIT; the caller must have checked that it does not overflow. */
    public void postTransit(int currency, long deltaMinor) {
        transit[currency] += deltaMinor;
        drift[currency] += deltaMinor;
    }

    /** Notes a posting to a customer's account of this currency. */
    public void noteAccount(int currency, long deltaMinor) {
        drift[currency] += deltaMinor;
    }

    public void checkBalanced(int currency) {
        Invariant.check(drift[currency] == 0, "postings sum to zero", drift[currency], 0);
    }

    public long bytes() {
        return codes.length * 44L;
    }
}
