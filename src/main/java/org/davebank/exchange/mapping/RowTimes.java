package org.davebank.exchange.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.davebank.exchange.Codes;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.RowProblem;
import org.jspecify.annotations.Nullable;

/** A row's value date, from one column or from separate date, time and zone columns. */
final class RowTimes {

    private static final long DAY_MS = 86_400_000;

    private final ColumnBinding binding;
    private final DayTimeReader clock;
    private final boolean parted;
    private final boolean zoned;

    RowTimes(ColumnBinding binding) {
        this.binding = binding;
        clock = new DayTimeReader(binding.rule(ImportField.TIME).pattern());
        parted = binding.has(ImportField.TIME);
        zoned = binding.has(ImportField.TIME_ZONE);
    }

    /** Wall milliseconds; 0 when not stated. */
    long effective(String[] cells) throws RowProblem {
        long effectiveAtMs = at(ImportField.EFFECTIVE_AT, cells);
        if (effectiveAtMs != 0) {
            return effectiveAtMs;
        }
        String column = binding.rule(ImportField.TIMESTAMP).column();
        boolean dated = !binding.own() && column != null;
        if (dated && binding.word(ImportField.TIMESTAMP, cells).isEmpty()) {
            // A line of totals has no date either.
            throw malformed(ImportField.TIMESTAMP, "no date is given");
        }
        return at(ImportField.TIMESTAMP, cells);
    }

    /** Wall milliseconds of one field; 0 when not stated. */
    long at(ImportField field, String[] cells) throws RowProblem {
        TimestampReader timestamps = binding.timestamps(field);
        if (timestamps == null) {
            return 0;
        }
        String word = binding.word(field, cells);
        if (word.isEmpty()) {
            return 0;
        }
        ZoneId zone = zoned ? zone(cells) : ZoneOffset.UTC;
        try {
            long ms = timestamps.parse(word, zone);
            if (parted && field == ImportField.TIMESTAMP) {
                ms = withTime(ms, zone, cells);
            }
            // Zero means "not stated"; no file is accurate to a millisecond.
            return ms == 0 ? 1 : ms;
        } catch (DateTimeException e) {
            throw malformed(field, RowProblem.shown(word) + " is not a date " + as(field));
        }
    }

    private String as(ImportField field) {
        String pattern = binding.rule(field).pattern();
        return pattern == null ? "of ISO 8601" : "as " + pattern;
    }

    private ZoneId zone(String[] cells) throws RowProblem {
        String word = binding.word(ImportField.TIME_ZONE, cells);
        try {
            return word.isEmpty() ? ZoneOffset.UTC : clock.zoneOf(word);
        } catch (DateTimeException e) {
            throw malformed(ImportField.TIME_ZONE, RowProblem.shown(word) + " is not a time zone");
        }
    }

    private long withTime(long dayMs, ZoneId zone, String[] cells) throws RowProblem {
        String word = binding.word(ImportField.TIME, cells);
        if (word.isEmpty()) {
            return dayMs;
        }
        LocalTime time;
        try {
            time = clock.time(word);
        } catch (DateTimeException e) {
            @Nullable String pattern = binding.rule(ImportField.TIME).pattern();
            throw malformed(
                    ImportField.TIME,
                    RowProblem.shown(word)
                            + " is not a time "
                            + (pattern == null ? "such as 14:05 or 14:05:30" : "as " + pattern));
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(dayMs, DAY_MS));
        return day.atTime(time).atZone(zone).toInstant().toEpochMilli();
    }

    private static RowProblem malformed(ImportField field, String message) {
        return new RowProblem(Codes.MALFORMED_REQUEST, field.column(), message);
    }
}
