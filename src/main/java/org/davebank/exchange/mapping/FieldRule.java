package org.davebank.exchange.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The source of one field's value.
 *
 * @param column the file's column, by its name or as {@link #numbered}; null with a constant, or
 *     with {@code bySign} (then the amount's)
 * @param constant the value of every row; null with a column
 * @param values the file's words and their meanings; other words pass unchanged
 * @param pattern of a timestamp, as in {@link java.time.format.DateTimeFormatter}, or {@code
 *     epoch_s} or {@code epoch_ms}; null means ISO 8601
 * @param negate inverts the sign of amounts
 * @param absolute drops the sign of amounts
 * @param bySign of the type: a negative number means a withdrawal, a positive one a deposit
 * @param external of an account: even eight digits are a foreign id
 */
public record FieldRule(
        @Nullable String column,
        @Nullable String constant,
        Map<String, String> values,
        @Nullable String pattern,
        boolean negate,
        boolean absolute,
        boolean bySign,
        boolean external) {

    public FieldRule {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public static FieldRule column(String column) {
        return new FieldRule(column, null, Map.of(), null, false, false, false, false);
    }

    public static FieldRule constant(String value) {
        return new FieldRule(null, value, Map.of(), null, false, false, false, false);
    }

    /** A negative amount is a withdrawal, a positive one a deposit. */
    public static FieldRule bySignOfAmount() {
        return new FieldRule(null, null, Map.of(), null, false, false, true, false);
    }

    /** The name for the n-th column of the file, from 1. */
    public static String numbered(int number) {
        return "#" + number;
    }

    /** The number in such a name, or 0 for an ordinary name. */
    static int number(String column) {
        int number = 0;
        for (int i = 1; i < column.length() && column.charAt(0) == '#'; i++) {
            int digit = column.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i > 4 || i == 1 && digit == 0) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    public FieldRule withNegate(boolean negated) {
        return new FieldRule(
                column, constant, values, pattern, negated, absolute, bySign, external);
    }

    public FieldRule withValues(Map<String, String> values) {
        return new FieldRule(column, constant, values, pattern, negate, absolute, bySign, external);
    }

    public FieldRule withPattern(@Nullable String pattern) {
        return new FieldRule(column, constant, values, pattern, negate, absolute, bySign, external);
    }
}
