package org.davebank.exchange.suggest;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.davebank.exchange.mapping.AmountStyle;
import org.davebank.exchange.mapping.DayTimeReader;
import org.davebank.exchange.mapping.TimestampReader;
import org.jspecify.annotations.Nullable;

/** The first values of one column of a foreign file, and what they look like. */
final class ColumnValues {

    private static final List<String> PATTERNS =
            List.of(
                    "dd.MM.yyyy",
                    "d.M.yyyy",
                    "dd.MM.yy",
                    "d.M.yy",
                    "dd/MM/yyyy",
                    "d/M/yyyy",
                    "MM/dd/yyyy",
                    "M/d/yyyy",
                    "dd/MM/yy",
                    "MM/dd/yy",
                    "dd-MM-yyyy",
                    "d-M-yyyy",
                    "dd-MM-yy",
                    "yyyy/MM/dd",
                    "yyyy/M/d",
                    "yyyy.MM.dd",
                    "yyyy.MM.dd.",
                    "d MMM yyyy",
                    "d MMM yy",
                    "d-MMM-yyyy",
                    "d-MMM-yy",
                    "d/MMM/yyyy",
                    "d MMMM yyyy",
                    "MMM d, yyyy",
                    "MMMM d, yyyy",
                    "dd.MM.yyyy HH:mm",
                    "dd.MM.yyyy HH:mm:ss",
                    "dd.MM.yy HH:mm",
                    "dd.MM.yy HH:mm:ss",
                    "dd/MM/yyyy HH:mm",
                    "dd/MM/yyyy HH:mm:ss",
                    "dd/MM/yy HH:mm",
                    "dd-MM-yyyy HH:mm",
                    "dd-MM-yyyy HH:mm:ss",
                    "d MMM yyyy HH:mm",
                    "d MMM yyyy HH:mm:ss",
                    "d MMM yyyy, HH:mm",
                    "MMM d, yyyy HH:mm",
                    "yyyy/MM/dd HH:mm",
                    "yyyy/MM/dd HH:mm:ss",
                    "MM/dd/yyyy HH:mm",
                    "MM/dd/yyyy HH:mm:ss",
                    "MM/dd/yyyy h:mm a",
                    "yyyy-MM-dd HH:mm:ss Z",
                    "yyyy-MM-dd HH:mm:ss z");

    /** Any number may match one of these. */
    private static final List<String> BARE_PATTERNS =
            List.of("yyMMdd", "yyyyMMdd", "ddMMyyyy", "yyMMdd HH:mm:ss", "yyyyMMddHHmmss");

    /** By pattern, empty for ISO 8601: to understand all of them takes milliseconds. */
    private static final Map<String, TimestampReader> READERS =
            Stream.of(List.of(""), BARE_PATTERNS, PATTERNS)
                    .flatMap(List::stream)
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    pattern -> pattern,
                                    pattern ->
                                            new TimestampReader(
                                                    pattern.isEmpty() ? null : pattern)));

    private static final List<String> TIMES = List.of("h:mm a", "h:mm:ss a", "HH.mm", "HHmmss");

    /** Further values add no information. */
    private static final int LOOKED_AT_MAX = 200;

    private final List<String> values;
    private final List<String> filled = new ArrayList<>();

    /**
     * @param values in file order; empty for cells without a value
     */
    ColumnValues(List<String> values) {
        this.values = values;
        for (String value : values) {
            if (!value.isEmpty() && filled.size() < LOOKED_AT_MAX) {
                filled.add(value);
            }
        }
    }

    List<String> all() {
        return values;
    }

    List<String> filled() {
        return filled;
    }

    /** Whether there are no cells with a value. */
    boolean isEmpty() {
        return filled.isEmpty();
    }

    /** Whether at least two thirds of the values pass; false without values. */
    boolean mostly(Predicate<String> test) {
        return !filled.isEmpty() && fits(test) * 3 >= filled.size() * 2;
    }

    private int fits(Predicate<String> test) {
        return (int) filled.stream().filter(test).count();
    }

    boolean any(Predicate<String> test) {
        return filled.stream().anyMatch(test);
    }

    /** Whether every cell has a value and all differ. */
    boolean isUnique() {
        return values.stream().noneMatch(String::isEmpty)
                && new HashSet<>(values).size() == values.size();
    }

    /** Whether it only numbers the rows of this file, up or down. */
    boolean isCount() {
        List<Long> numbers = new ArrayList<>();
        for (String value : filled) {
            if (!value.matches("\\d{1,9}")) {
                return false;
            }
            numbers.add(Long.parseLong(value));
        }
        for (int i = 1; i < numbers.size(); i++) {
            if (Math.abs(numbers.get(i) - numbers.get(i - 1)) != 1) {
                return false;
            }
        }
        return true;
    }

    boolean isCurrency() {
        return mostly(value -> {
            String known = AmountStyle.currencyOf(value);
            return known != null && !known.isEmpty();
        });
    }

    /** Whether these are amounts in this style; an account number may be one too. */
    boolean isAmounts(AmountStyle style) {
        return mostly(value -> style.read(value).value().value() != null);
    }

    /** Whether the digits have decimals, a sign or a currency, unlike any account number. */
    boolean areSurelyAmounts(AmountStyle style) {
        return isAmounts(style)
                && any(value -> value.matches(".*\\d[.,]\\d{1,2}\\D*|[-+\u2212(].*\\d.*|.*\\d-"));
    }

    boolean isZones() {
        return mostly(value -> DayTimeReader.zone(value) != null);
    }

    /**
     * The date format of these values.
     *
     * @param bare also allows digits without separators
     * @return a pattern, empty for ISO 8601, or null when they are not dates
     */
    @Nullable String dates(boolean bare) {
        String best = null;
        int most = 0;
        List<String> candidates = new ArrayList<>(List.of(""));
        candidates.addAll(bare ? BARE_PATTERNS : List.of());
        candidates.addAll(PATTERNS);
        for (String pattern : candidates) {
            TimestampReader reader = reader(pattern);
            int fits = fits(value -> ms(reader, value) != null);
            boolean better = fits > most || fits == most && best != null && isSorted(pattern, best);
            if (fits > 0 && better) {
                best = pattern;
                most = fits;
            }
        }
        return most * 3 >= filled.size() * 2 ? best : null;
    }

    /** The order of the rows may be enough to tell day from month. */
    private boolean isSorted(String pattern, String otherwise) {
        return direction(pattern) != 0 && direction(otherwise) == 0;
    }

    /** 1 when the dates never fall, -1 when they never rise, otherwise 0. */
    int direction(String pattern) {
        TimestampReader reader = reader(pattern);
        boolean up = false;
        boolean down = false;
        Long before = null;
        for (String value : filled) {
            Long ms = ms(reader, value);
            if (ms != null && before != null) {
                up |= ms > before;
                down |= ms < before;
            }
            before = ms == null ? before : ms;
        }
        return up == down ? 0 : up ? 1 : -1;
    }

    private static TimestampReader reader(String pattern) {
        return Objects.requireNonNull(READERS.get(pattern)).copy();
    }

    private static @Nullable Long ms(TimestampReader reader, String value) {
        try {
            return reader.parse(value);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The format of these as times of day, in the form that {@link #dates} returns. */
    @Nullable String times() {
        if (mostly(value -> isTime(new DayTimeReader(null), value))) {
            return "";
        }
        for (String pattern : TIMES) {
            DayTimeReader reader = new DayTimeReader(pattern);
            if (mostly(value -> isTime(reader, value))) {
                return pattern;
            }
        }
        return null;
    }

    private static boolean isTime(DayTimeReader reader, String value) {
        try {
            reader.time(value);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The decimal sign of these amounts: {@code .}, {@code ,} or 0 when not certain. */
    static char decimal(List<String> amounts) {
        int commas = 0;
        int points = 0;
        boolean grouped = false;
        for (String amount : amounts) {
            int comma = amount.lastIndexOf(',');
            int point = amount.lastIndexOf('.');
            char proved = proved(amount, comma, point);
            commas += proved == ',' ? 1 : 0;
            points += proved == '.' ? 1 : 0;
            grouped |= comma >= 0;
        }
        if (commas > points) {
            return ',';
        }
        return points > 0 && grouped ? '.' : 0;
    }

    private static char proved(String amount, int comma, int point) {
        if (comma >= 0 && point >= 0) {
            return comma > point ? ',' : '.';
        }
        int at = Math.max(comma, point);
        if (at < 0) {
            return 0;
        }
        char sign = amount.charAt(at);
        char other = sign == ',' ? '.' : ',';
        if (amount.indexOf(sign) != at) {
            return other; // A repeated sign separates groups.
        }
        int before = digits(amount, at - 1, -1);
        int behind = digits(amount, at + 1, 1);
        boolean zero = before == 1 && amount.charAt(at - 1) == '0';
        if (before == 0 || behind == 0) {
            return 0;
        }
        return behind != 3 || before > 3 || zero ? sign : 0;
    }

    private static int digits(String text, int from, int step) {
        int count = 0;
        for (int i = from; i >= 0 && i < text.length(); i += step) {
            if (!Character.isDigit(text.charAt(i))) {
                break;
            }
            count++;
        }
        return count;
    }
}
