package org.davebank.ledger.state;

import java.util.Arrays;
import org.davebank.base.Invariant;

/**
 * The currencies of a shard with their CASH accounts: the other side of everything that comes in or
 * goes out over the counter. Currencies are numbered in the order of their first account, whose
 * command also says how many decimals they have. Not thread-safe.
 *
 * <p>Invariant: {@code drift} of every currency is zero after every command, that is, the postings
 * of a command cancel each other out.
 */
final class CashBook {

    private String[] codes = new String[4];
    private int[] scales = new int[4];
    private long[] cash = new long[4];
    private long[] drift = new long[4];
    private int count;

    int count() {
        return count;
    }

    /** The number of a currency, or -1 if no account is kept in it. */
    int find(String code) {
        for (int i = 0; i < count; i++) {
            if (codes[i].equals(code)) {
                return i;
            }
        }
        return -1;
    }

    /** Gives a currency that is new the next number; from here on it has so many decimals. */
    int add(String code, int scale) {
        Invariant.check(find(code) < 0, "a currency has one number");
        if (count == codes.length) {
            codes = Arrays.copyOf(codes, count * 2);
            scales = Arrays.copyOf(scales, count * 2);
            cash = Arrays.copyOf(cash, count * 2);
            drift = Arrays.copyOf(drift, count * 2);
        }
        codes[count] = code;
        scales[count] = scale;
        return count++;
    }

    String code(int currency) {
        return codes[currency];
    }

    int scale(int currency) {
        return scales[currency];
    }

    long cash(int currency) {
        return cash[currency];
    }

    /** Posts to CASH; the caller has checked that it does not overflow. */
    void postCash(int currency, long deltaMinor) {
        cash[currency] += deltaMinor;
        drift[currency] += deltaMinor;
    }

    /** Tells the book that a customer's account of this currency moved. */
    void noteAccount(int currency, long deltaMinor) {
        drift[currency] += deltaMinor;
    }

    void checkBalanced(int currency) {
        Invariant.check(drift[currency] == 0, "postings sum to zero", drift[currency], 0);
    }

    long bytes() {
        return codes.length * 36L;
    }
}
