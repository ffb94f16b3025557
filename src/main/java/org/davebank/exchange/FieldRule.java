package org.davebank.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of one field comes from.
 *
 * @param column the file's column; null with a constant, or with {@code bySign} (then the amount's)
 * @param constant the value of every row; null with a column
 * @param values the file's words and what they mean; others pass unchanged
 * @param pattern of a timestamp, as in {@link java.time.format.DateTimeFormatter}, or {@code
 *     epoch_s} or {@code epoch_ms}; null means ISO 8601
 * @param negate amounts change their sign
 * @param absolute amounts lose their sign
 * @param bySign of the type: a number below zero means a withdrawal, one above a deposit
 * @param external of an account: eight digits too are a foreign id
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

    public FieldRule withValues(Map<String, String> values) {
        return new FieldRule(column, constant, values, pattern, negate, absolute, bySign, external);
    }

    public FieldRule withPattern(@Nullable String pattern) {
        return new FieldRule(column, constant, values, pattern, negate, absolute, bySign, external);
    }
}
