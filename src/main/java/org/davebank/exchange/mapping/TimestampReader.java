package org.davebank.exchange.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Objects;
import org.davebank.exchange.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * Parses a text into wall milliseconds: ISO 8601, a pattern of {@link DateTimeFormatter}, {@code
 * epoch_s} or {@code epoch_ms}.
 *
 * <p>A text without a zone is UTC, one without a time is midnight. Two-digit years mean 1970 to
 * 2069. Dates that do not exist are rejected, never adjusted.
 */
public final class TimestampReader {

    static final String EPOCH_S = "epoch_s";
    static final String EPOCH_MS = "epoch_ms";

    private static final int TWO_DIGIT_YEAR_BASE = 1970;
    private static final int PATTERN_CHARS_MAX = 64;
    private static final long SECONDS_MAX = 253_402_300_799L;
    private static final long DAY_SECONDS = 86_400;

    private final @Nullable DateTimeFormatter formatter;
    private final long epochUnitMs;
    private String lastText = "";
    private ZoneId lastZone = ZoneOffset.UTC;
    private long lastMs;

    /** Throws IllegalArgumentException when the pattern is invalid or yields no full date. */
    public TimestampReader(@Nullable String pattern) {
        epochUnitMs = EPOCH_S.equals(pattern) ? 1_000 : EPOCH_MS.equals(pattern) ? 1 : 0;
        formatter = pattern == null || epochUnitMs > 0 ? null : formatter(pattern);
    }

    private TimestampReader(TimestampReader same) {
        epochUnitMs = same.epochUnitMs;
        formatter = same.formatter;
    }

    /** A reader of the same pattern, which need not be understood again, for another thread. */
    public TimestampReader copy() {
        return new TimestampReader(this);
    }

    /** Throws DateTimeException when the text does not fit. */
    public long parse(String text) {
        return parse(text, ZoneOffset.UTC);
    }

    /**
     * Throws DateTimeException when the text does not fit.
     *
     * @param zone for times without their own zone; a date without a time is in UTC
     */
    public long parse(String text, ZoneId zone) {
        // Bank files are sorted by day, so the same text often repeats.
        if (!text.isEmpty() && text.equals(lastText) && zone.equals(lastZone)) {
            return lastMs;
        }
        long ms =
                epochUnitMs > 0
                        ? epoch(text)
                        : formatter == null
                                ? iso(text, zone)
                                : toMs(Objects.requireNonNull(formatter).parse(text), zone);
        lastText = text;
        lastZone = zone;
        lastMs = ms;
        return ms;
    }

    private long epoch(String text) {
        Decimal value = Decimal.parse(text, '.', false).value();
        if (value == null
                || value.scale() > 0
                || Math.abs(value.unscaled()) > SECONDS_MAX * 1_000 / epochUnitMs) {
            throw new DateTimeException("not a count since 1970");
        }
        return value.unscaled() * epochUnitMs;
    }

    private static long toMs(TemporalAccessor parsed, ZoneId otherwise) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null) {
            throw new DateTimeException("no full date");
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        ZoneId own = parsed.query(TemporalQueries.zone());
        ZoneId zone = own != null ? own : time == null ? ZoneOffset.UTC : otherwise;
        LocalDateTime at = date.atTime(time == null ? LocalTime.MIDNIGHT : time);
        return at.atZone(zone).toInstant().toEpochMilli();
    }

    private static DateTimeFormatter formatter(String pattern) {
        if (pattern.isEmpty() || pattern.length() > PATTERN_CHARS_MAX) {
            throw new IllegalArgumentException("a pattern has 1 to 64 characters");
        }
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
        StringBuilder plain = new StringBuilder();
        boolean quoted = false;
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int end = i + 1;
            while (end < pattern.length() && pattern.charAt(end) == c) {
                end++;
            }
            boolean year = !quoted && (c == 'y' || c == 'u');
            if (year && end - i == 2) {
                builder.appendPattern(plain.toString());
                plain.setLength(0);
                builder.appendValueReduced(ChronoField.YEAR, 2, 2, TWO_DIGIT_YEAR_BASE);
            } else {
                // A strict "year of era" would require the era as well.
                plain.append(String.valueOf(year ? 'u' : c).repeat(end - i));
            }
            quoted ^= c == '\'' && (end - i) % 2 == 1;
            i = end;
        }
        DateTimeFormatter made =
                builder.appendPattern(plain.toString())
                        .toFormatter(Locale.ENGLISH)
                        .withResolverStyle(ResolverStyle.STRICT);
        try {
            LocalDateTime probe = LocalDateTime.of(2001, 12, 23, 14, 15, 16);
            String sample = made.format(probe.atZone(ZoneOffset.UTC));
            long day = Math.floorDiv(toMs(made.parse(sample), ZoneOffset.UTC), DAY_SECONDS * 1_000);
            if (day != probe.toLocalDate().toEpochDay()) {
                throw new DateTimeException("no full date");
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the pattern gives no full date", e);
        }
        return made;
    }

    /**
     * {@code yyyy-MM-dd}, then optionally {@code T} or a space and a time, then optionally a zone.
     */
    private static long iso(String text, ZoneId zone) {
        int length = text.length();
        if (length < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            throw new DateTimeException("not ISO 8601");
        }
        LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
        long seconds = date.toEpochDay() * DAY_SECONDS;
        if (length == 10) {
            return seconds * 1_000;
        }
        if (length < 16 || (text.charAt(10) != 'T' && text.charAt(10) != ' ')) {
            throw new DateTimeException("not ISO 8601");
        }
        expect(text, 13, ':');
        int second = 0;
        int at = 16;
        int millis = 0;
        if (at < length && text.charAt(at) == ':') {
            second = number(text, 17, 2);
            at = 19;
            if (at < length && text.charAt(at) == '.') {
                int end = at + 1;
                while (end < length && Character.digit(text.charAt(end), 10) >= 0) {
                    end++;
                }
                millis = fraction(text, at + 1, end);
                at = end;
            }
        }
        seconds += LocalTime.of(number(text, 11, 2), number(text, 14, 2), second).toSecondOfDay();
        if (at == length && !zone.equals(ZoneOffset.UTC)) {
            LocalDateTime local = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
            return local.atZone(zone).toEpochSecond() * 1_000 + millis;
        }
        return (seconds - offsetSeconds(text, at)) * 1_000 + millis;
    }

    private static int fraction(String text, int start, int end) {
        if (end == start || end - start > 9) {
            throw new DateTimeException("a fraction has 1 to 9 digits");
        }
        int millis = 0;
        for (int i = 0; i < 3; i++) {
            millis = millis * 10 + (start + i < end ? number(text, start + i, 1) : 0);
        }
        return millis;
    }

    private static int offsetSeconds(String text, int at) {
        if (at == text.length()) {
            return 0;
        }
        char sign = text.charAt(at);
        if ((sign == 'Z' || sign == 'z') && at + 1 == text.length()) {
            return 0;
        }
        if (sign != '+' && sign != '-') {
            throw new DateTimeException("not a zone");
        }
        int hours = number(text, at + 1, 2);
        int rest = at + 3;
        int minutes = 0;
        if (rest < text.length()) {
            rest += text.charAt(rest) == ':' ? 1 : 0;
            minutes = number(text, rest, 2);
            rest += 2;
        }
        if (rest != text.length() || hours > 18 || minutes > 59) {
            throw new DateTimeException("not a zone");
        }
        int seconds = hours * 3_600 + minutes * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private static void expect(String text, int at, char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            throw new DateTimeException("not ISO 8601");
        }
    }

    private static int number(String text, int at, int digits) {
        if (at + digits > text.length()) {
            throw new DateTimeException("too short");
        }
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new DateTimeException("not a digit");
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
