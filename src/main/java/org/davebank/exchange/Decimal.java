package org.davebank.exchange;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An exact decimal, {@code unscaled / 10^scale}.
 *
 * @param scale 0 to {@link #SCALE_MAX}
 */
public record Decimal(long unscaled, int scale) {

    /** No currency has more decimals. */
    public static final int SCALE_MAX = 4;

    /** Fourteen digits hold the greatest amount of a currency without decimals. */
    private static final int INTEGER_DIGITS_MAX = 14;

    public BigDecimal value() {
        return BigDecimal.valueOf(unscaled, scale);
    }

    /** Why a text is not a usable decimal. */
    public enum Fault {
        NOT_A_NUMBER,
        TOO_MANY_DECIMALS,
        TOO_LARGE
    }

    /** Either a value or the fault that prevents one. */
    public record Parsed(@Nullable Decimal value, @Nullable Fault fault) {}

    private static final Parsed NOT_A_NUMBER = new Parsed(null, Fault.NOT_A_NUMBER);
    private static final Parsed TOO_MANY_DECIMALS = new Parsed(null, Fault.TOO_MANY_DECIMALS);
    private static final Parsed TOO_LARGE = new Parsed(null, Fault.TOO_LARGE);

    /** The value without trailing zeros after the point, see {@link #written}. */
    public static Parsed parse(String text, char point, boolean grouped) {
        return parse(text, point, grouped, false);
    }

    /**
     * The value with the decimals as written: {@code 3.000} keeps three, because it may mean three
     * thousand.
     */
    public static Parsed written(String text, char point, boolean grouped) {
        return parse(text, point, grouped, true);
    }

    /**
     * Reads an optional sign, digits and an optional fraction; never an exponent, never rounded.
     *
     * @param point the decimal point, {@code .} or {@code ,}
     * @param grouped whether the integer part may be grouped in threes, separated by the other of
     *     the two signs, a space or an apostrophe
     */
    private static Parsed parse(String text, char point, boolean grouped, boolean written) {
        int length = text.length();
        int start = 0;
        boolean negative = false;
        if (length > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
            negative = text.charAt(0) == '-';
            start = 1;
        }
        int pointAt = text.indexOf(point, start);
        int integerEnd = pointAt < 0 ? length : pointAt;
        String digits = integerDigits(text, start, integerEnd, point, grouped);
        if (digits.isEmpty() || pointAt == length - 1) {
            return NOT_A_NUMBER;
        }
        int fractionEnd = length;
        for (int i = integerEnd + 1; i < length; i++) {
            if (!isDigit(text.charAt(i))) {
                return NOT_A_NUMBER;
            }
        }
        while (!written && fractionEnd > integerEnd + 1 && text.charAt(fractionEnd - 1) == '0') {
            fractionEnd--;
        }
        int scale = Math.max(0, fractionEnd - integerEnd - 1);
        long unscaled = 0;
        int significant = 0;
        for (int i = 0; i < digits.length(); i++) {
            significant += significant > 0 || digits.charAt(i) != '0' ? 1 : 0;
            if (significant > INTEGER_DIGITS_MAX) {
                return TOO_LARGE;
            }
            unscaled = unscaled * 10 + (digits.charAt(i) - '0');
        }
        if (scale > SCALE_MAX) {
            return TOO_MANY_DECIMALS;
        }
        for (int i = integerEnd + 1; i < fractionEnd; i++) {
            unscaled = unscaled * 10 + (text.charAt(i) - '0');
        }
        return new Parsed(new Decimal(negative ? -unscaled : unscaled, scale), null);
    }

    /** The digits of the integer part without group separators; empty when those are misplaced. */
    private static String integerDigits(
            String text, int start, int end, char point, boolean grouped) {
        boolean plain = true;
        for (int i = start; i < end; i++) {
            plain &= isDigit(text.charAt(i));
        }
        if (plain) {
            return text.substring(start, end);
        }
        if (!grouped) {
            return "";
        }
        StringBuilder digits = new StringBuilder();
        char mark = 0;
        int run = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                digits.append(c);
                run++;
                continue;
            }
            boolean first = mark == 0;
            boolean fits = first ? run >= 1 && run <= 3 : run == 3;
            if (!fits || !(first ? isGroupMark(c, point) : c == mark)) {
                return "";
            }
            mark = c;
            run = 0;
        }
        return run == 3 ? digits.toString() : "";
    }

    private static boolean isGroupMark(char c, char point) {
        return isBlank(c) || c == '\'' || c == '\u2019' || c == (point == ',' ? '.' : ',');
    }

    /** A space of any width, as used between groups and before a currency. */
    public static boolean isBlank(char c) {
        return c == ' ' || c == '\u00a0' || c == '\u202f' || c == '\u2009' || c == '\u2007';
    }

    /** The same value without trailing zeros. */
    public Decimal plain() {
        long value = unscaled;
        int decimals = scale;
        while (decimals > 0 && value % 10 == 0) {
            value /= 10;
            decimals--;
        }
        return decimals == scale ? this : new Decimal(value, decimals);
    }

    /** The value with the opposite sign. */
    public Decimal negated() {
        return new Decimal(-unscaled, scale);
    }

    public Decimal abs() {
        return unscaled < 0 ? negated() : this;
    }

    /** The exact sum, with the larger scale of the two; null on overflow. */
    public @Nullable Decimal plus(Decimal other) {
        try {
            int most = Math.max(scale, other.scale);
            return new Decimal(Math.addExact(scaled(most), other.scaled(most)), most);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private long scaled(int wanted) {
        long value = unscaled;
        for (int i = scale; i < wanted; i++) {
            value = Math.multiplyExact(value, 10L);
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
