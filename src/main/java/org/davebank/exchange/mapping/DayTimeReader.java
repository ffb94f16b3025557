package org.davebank.exchange.mapping;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses times of day in a separate column, and names of zones. Not thread-safe. */
public final class DayTimeReader {

    private static final int PATTERN_CHARS_MAX = 64;
    private static final int ZONES_REMEMBERED_MAX = 64;

    /** Names that banks use for daylight saving time, which are not zones themselves. */
    private static final Map<String, String> SUMMER =
            Map.of(
                    "CEST",
                    "CET",
                    "BST",
                    "Europe/London",
                    "EEST",
                    "EET",
                    "WEST",
                    "WET",
                    "EDT",
                    "America/New_York",
                    "CDT",
                    "America/Chicago",
                    "MDT",
                    "America/Denver",
                    "PDT",
                    "America/Los_Angeles");

    private static final Map<String, String> STANDARD =
            Map.of(
                    "EST",
                    "America/New_York",
                    "CST",
                    "America/Chicago",
                    "MST",
                    "America/Denver",
                    "PST",
                    "America/Los_Angeles");

    private final @Nullable DateTimeFormatter formatter;
    private final Map<String, ZoneId> zones = new HashMap<>();

    /** @param pattern null reads {@code HH:mm}, {@code HH:mm:ss} and fractions */
    public DayTimeReader(@Nullable String pattern) {
        formatter = pattern == null ? null : formatter(pattern);
    }

    /** Throws DateTimeException when the text is not a time of day. */
    public LocalTime time(String text) {
        if (formatter != null) {
            return LocalTime.parse(text, formatter);
        }
        return LocalTime.parse(text.length() > 1 && text.charAt(1) == ':' ? "0" + text : text);
    }

    /** Throws DateTimeException when the text is not a zone. */
    ZoneId zoneOf(String text) {
        ZoneId known = zones.get(text);
        if (known != null) {
            return known;
        }
        ZoneId zone = zone(text);
        if (zone == null) {
            throw new DateTimeException("no time zone");
        }
        if (zones.size() < ZONES_REMEMBERED_MAX) {
            zones.put(text, zone);
        }
        return zone;
    }

    /** A zone by its name, its offset or its usual abbreviation; null when unknown. */
    public static @Nullable ZoneId zone(String text) {
        String word = text.strip();
        String upper = word.toUpperCase(Locale.ROOT);
        String meant = SUMMER.getOrDefault(upper, STANDARD.getOrDefault(upper, word));
        try {
            return ZoneId.of(meant);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Throws IllegalArgumentException when the pattern does not give a time of day. */
    static DateTimeFormatter formatter(String pattern) {
        if (pattern.isEmpty() || pattern.length() > PATTERN_CHARS_MAX) {
            throw new IllegalArgumentException("a pattern has 1 to 64 characters");
        }
        try {
            DateTimeFormatter made =
                    new DateTimeFormatterBuilder()
                            .parseCaseInsensitive()
                            .appendPattern(pattern)
                            .toFormatter(Locale.ENGLISH)
                            .withResolverStyle(ResolverStyle.SMART);
            LocalTime probe = LocalTime.of(14, 15);
            if (!LocalTime.parse(made.format(probe), made).equals(probe)) {
                throw new IllegalArgumentException("the pattern gives no time of day");
            }
            return made;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the pattern gives no time of day", e);
        }
    }
}
