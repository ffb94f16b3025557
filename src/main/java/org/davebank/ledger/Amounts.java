package org.davebank.ledger;

import org.davebank.base.Money;

/**
 * Converts the decimals of a request to minor units without rounding. Negative results are error
 * codes, so that the hot path does not allocate.
 */
public final class Amounts {

    public static final long INVALID = -1;
    public static final long TOO_LARGE = -2;

    /** With more factors of ten than this every amount is too large. */
    private static final int TENS_MAX = 18;

    /** Decimals of the greatest amount, 999,999,999,999.99. */
    private static final int LIMIT_SCALE = 2;

    private static final long[] TENS = new long[TENS_MAX + 1];

    static {
        TENS[0] = 1;
        for (int i = 1; i <= TENS_MAX; i++) {
            TENS[i] = TENS[i - 1] * 10;
        }
    }

    private Amounts() {}

    /** Checks an amount without its currency: {@link #INVALID}, {@link #TOO_LARGE} or 0. */
    public static long checkStatic(long unscaled, int scale) {
        if (unscaled <= 0) {
            return INVALID;
        }
        return isAboveLimit(unscaled, scale) ? TOO_LARGE : 0;
    }

    /** Minor units of {@code unscaled / 10^scale}, {@link #INVALID} or {@link #TOO_LARGE}. */
    public static long minor(long unscaled, int scale, int currencyScale) {
        long check = checkStatic(unscaled, scale);
        if (check != 0) {
            return check;
        }
        long digits = unscaled;
        long decimals = scale;
        while (decimals > currencyScale && digits % 10 == 0) {
            digits /= 10;
            decimals--;
        }
        if (decimals > currencyScale) {
            return INVALID;
        }
        long tens = currencyScale - decimals;
        if (tens > TENS_MAX || digits > Money.AMOUNT_MINOR_MAX / TENS[(int) tens]) {
            return TOO_LARGE;
        }
        return digits * TENS[(int) tens];
    }

    private static boolean isAboveLimit(long unscaled, int scale) {
        long tens = (long) LIMIT_SCALE - scale;
        if (tens > TENS_MAX) {
            return true;
        }
        if (tens >= 0) {
            return unscaled > Money.AMOUNT_MINOR_MAX / TENS[(int) tens];
        }
        // With more decimals than the limit has, it is in that scale 10^14 * 10^-tens - 10^-tens,
        // beyond a long from the fifth further decimal on.
        return tens >= -4 && unscaled > Money.AMOUNT_MINOR_MAX * TENS[(int) -tens];
    }

    /** An amount in ten-thousandths of a major unit, the common scale of all currencies. */
    public static long e4(long amountMinor, int currencyScale) {
        return amountMinor * TENS[4 - currencyScale];
    }
}
