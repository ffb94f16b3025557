package org.davebank.base;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * Amounts as whole minor units in a {@code long}; decimals exist only at the edge.
 *
 * <p>The methods use the JDK's table of currencies, which differs between versions: they are for
 * the user interfaces only. Applying a log entry never uses them.
 *
 * <p>Invariant: |amount| of one posting ≤ {@link #AMOUNT_MINOR_MAX}; a balance uses the full range of
 * a long and every addition is checked.
 */
public final class Money {

    /**
     * 999,999,999,999.99 in a currency of two decimals; the same number of minor units in any
     * other.
     */
    public static final long AMOUNT_MINOR_MAX = 99_999_999_999_999L;

    private Money() {}

    /** True for an ISO 4217 code that the JDK knows and that has a minor unit. */
    public static boolean isCurrency(String code) {
        if (code.length() != 3) {
            return false;
        }
        try {
            return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Decimals of the currency's minor unit, 0 to 4. The code must be a currency. */
    public static int scale(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }

    /**
     * Minor units of a decimal amount; never rounds.
     *
     * @throws ArithmeticException if the amount has more decimals than the currency or overflows
     */
    public static long toMinor(BigDecimal amount, String currency) {
        return amount.movePointRight(scale(currency)).longValueExact();
    }

    /** The amount in major units with exactly the currency's decimals. */
    public static BigDecimal toMajor(long minor, String currency) {
        return BigDecimal.valueOf(minor, scale(currency));
    }
}
