package org.davebank.ledger;

import java.util.Arrays;
import org.davebank.base.Invariant;
import org.davebank.base.Money;

/**
 * The currencies of a shard with their CASH accounts: the other side of everything that comes in or
 * goes out over the counter. Currencies are numbered in the order of their first account. Not
 * thread-safe.
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

    /** The number of a currency, given one if it is new. */
    int number(String code) {
        for (int i = 0; i < count; i++) {
            if (codes[i].equals(code)) {
                return i;
            }
        }
        if (count == codes.length) {
            codes = Arrays.copyOf(codes, count * 2);
            scales = Arrays.copyOf(scales, count * 2);
            cash = Arrays.copyOf(cash, count * 2);
            drift = Arrays.copyOf(drift, count * 2);
        }
        codes[count] = code;
        scales[count] = Money.scale(code);
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
