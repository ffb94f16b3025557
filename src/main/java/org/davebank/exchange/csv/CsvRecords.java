package org.davebank.exchange.csv;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import org.davebank.exchange.DamagedInputException;
import org.davebank.exchange.RecordLimits;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of characters into CSV records and detects malformed ones, before a parser that
 * trusts its input splits them into cells.
 *
 * <p>A quote opens a quoted field only at the field's start, as in RFC 4180. A record ends at the
 * first CR, LF or CRLF outside quotes. Empty lines are skipped. A record that never closes its
 * quote runs to the end of the file: resuming at a later line could turn the text of a quoted field
 * into a row.
 */
public final class CsvRecords {

    private static final int BUFFER_CHARS = 32_768;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final char QUOTE = '"';

    private enum Place {
        FIELD_START,
        PLAIN,
        QUOTED,
        AFTER_QUOTE,
        STRAY
    }

    private final Reader in;
    private final char delimiter;
    private final char[] buffer = new char[BUFFER_CHARS];
    private int position;
    private int limit;
    private boolean ended;
    private @Nullable String damage;
    private long nextLine = 1;
    private boolean afterCr;

    private char[] record = new char[1_024];
    private int recordChars;
    private int fieldChars;
    private int columns;
    private long line;
    private @Nullable String problem;
    private int problemColumn;
    private Place place = Place.FIELD_START;
    private char previous;

    /**
     * Reads from the stream at once, to see the header.
     *
     * @param delimiter 0 uses the most frequent one of {@code , ; tab |} in the first non-empty
     *     line
     */
    public CsvRecords(Reader in, char delimiter) throws IOException {
        this(in, delimiter, 0);
    }

    /**
     * @param skipLines lines to skip first, regardless of quotes
     */
    public CsvRecords(Reader in, char delimiter, int skipLines) throws IOException {
        this.in = in;
        // A decoder can't write half of a surrogate pair, so the last character may stay unused.
        while (!ended && limit < BUFFER_CHARS - 1) {
            fill();
        }
        for (int i = 0; i < skipLines; i++) {
            skipLine();
        }
        this.delimiter = delimiter != 0 ? delimiter : detect();
    }

    private void skipLine() throws IOException {
        while (true) {
            if (position == limit) {
                fill();
                if (position == limit) {
                    return;
                }
            }
            char c = buffer[position++];
            boolean second = afterCr && c == '\n';
            afterCr = c == '\r';
            if (!second && (c == '\n' || c == '\r')) {
                nextLine++;
                return;
            }
        }
    }

    public char delimiter() {
        return delimiter;
    }

    /** The line on which the current record begins, from 1. */
    public long line() {
        return line;
    }

    /** The problem with the current record; null when it may be parsed. */
    public @Nullable String problem() {
        return problem;
    }

    /** The column, from 0, of the problem. */
    int problemColumn() {
        return problemColumn;
    }

    char[] chars() {
        return record;
    }

    /** Length of the current record in {@link #chars}, without its line break. */
    int length() {
        return recordChars;
    }

    /** Moves to the next record; false at the end. */
    public boolean next() throws IOException {
        do {
            if (!cut()) {
                return false;
            }
        } while (problem == null && columns == 1 && isBlank());
        return true;
    }

    private boolean isBlank() {
        for (int i = 0; i < recordChars; i++) {
            if (record[i] != ' ' && record[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private boolean cut() throws IOException {
        recordChars = 0;
        fieldChars = 0;
        columns = 1;
        problem = null;
        problemColumn = 0;
        place = Place.FIELD_START;
        line = nextLine;
        while (true) {
            if (position == limit) {
                fill();
                if (position == limit) {
                    return atEnd();
                }
            }
            if (takeRun()) {
                continue;
            }
            char c = buffer[position++];
            if (afterCr) {
                afterCr = false;
                if (c == '\n') {
                    if (place == Place.QUOTED) {
                        append(c);
                    }
                    continue;
                }
            }
            if (c == '\n' || c == '\r') {
                nextLine++;
                afterCr = c == '\r';
                if (place != Place.QUOTED) {
                    return true;
                }
            }
            take(c);
        }
    }

    /** Consumes a run of ordinary characters; false when the next one needs a closer look. */
    private boolean takeRun() {
        if (place == Place.FIELD_START || place == Place.AFTER_QUOTE || afterCr) {
            return false;
        }
        int room =
                Math.min(
                        RecordLimits.RECORD_CHARS_MAX - recordChars,
                        RecordLimits.FIELD_CHARS_MAX - fieldChars);
        int end = Math.min(limit, position + Math.max(0, room));
        int i = position;
        while (i < end) {
            char c = buffer[i];
            if (c == delimiter || c == QUOTE || c == '\n' || c == '\r' || c == 0 || c >= '\ufffe') {
                break;
            }
            i++;
        }
        int count = i - position;
        if (count == 0) {
            return false;
        }
        reserve(recordChars + count);
        System.arraycopy(buffer, position, record, recordChars, count);
        recordChars += count;
        fieldChars += count;
        position = i;
        previous = record[recordChars - 1];
        return true;
    }

    private void reserve(int chars) {
        if (chars > record.length) {
            int doubled = Math.max(chars, record.length * 2);
            record = Arrays.copyOf(record, Math.min(RecordLimits.RECORD_CHARS_MAX, doubled));
        }
    }

    private boolean atEnd() {
        if (damage != null) {
            fault(damage + " here; nothing after this could be read");
            damage = null;
        }
        if (place == Place.QUOTED) {
            fault("the file ends inside a quoted field");
            place = Place.STRAY;
        }
        return recordChars > 0 || problem != null;
    }

    private void take(char c) {
        if (c == '\0' || c >= '\ufffe') {
            fault(c == '\0' ? "a NUL character" : "bytes that are no text in this encoding");
        }
        append(c);
        switch (place) {
            case FIELD_START -> {
                if (c == QUOTE) {
                    place = Place.QUOTED;
                } else if (c != delimiter) {
                    place = Place.PLAIN;
                } else {
                    endField();
                }
            }
            case PLAIN, STRAY -> {
                if (c == delimiter) {
                    endField();
                }
            }
            case QUOTED -> {
                if (c == QUOTE) {
                    place = Place.AFTER_QUOTE;
                }
            }
            case AFTER_QUOTE -> {
                if (c == delimiter) {
                    endField();
                } else if (c == QUOTE && previous == QUOTE) {
                    // A doubled quote is one quote of the text.
                    place = Place.QUOTED;
                } else if (!Character.isWhitespace(c)) {
                    fault("text after a closing quote");
                    place = Place.STRAY;
                }
            }
        }
        previous = c;
    }

    private void endField() {
        place = Place.FIELD_START;
        fieldChars = 0;
        columns++;
        if (columns > RecordLimits.COLUMNS_MAX) {
            fault("more than " + RecordLimits.COLUMNS_MAX + " columns");
        }
    }

    private void append(char c) {
        fieldChars++;
        if (fieldChars > RecordLimits.FIELD_CHARS_MAX) {
            fault(
                    "a field of more than "
                            + RecordLimits.FIELD_CHARS_MAX
                            + " characters; is a quote missing?");
        }
        if (recordChars == RecordLimits.RECORD_CHARS_MAX) {
            fault(
                    "a row of more than "
                            + RecordLimits.RECORD_CHARS_MAX
                            + " characters; is a quote missing?");
            return;
        }
        reserve(recordChars + 1);
        record[recordChars++] = c;
    }

    /** Only the first fault of a record is reported. */
    private void fault(String what) {
        if (problem == null) {
            problem = what;
            problemColumn = columns - 1;
        }
    }

    private void fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
        }
        if (ended) {
            return;
        }
        try {
            int count = in.read(buffer, limit, BUFFER_CHARS - limit);
            ended = count < 0;
            limit += Math.max(0, count);
        } catch (DamagedInputException e) {
            ended = true;
            damage = e.getMessage();
        }
    }

    private char detect() {
        int start = position;
        while (start < limit && (buffer[start] == '\n' || buffer[start] == '\r')) {
            start++;
        }
        int[] counts = new int[DELIMITERS.length];
        boolean quoted = false;
        for (int i = start; i < limit; i++) {
            char c = buffer[i];
            if (c == QUOTE) {
                quoted = !quoted;
            } else if (!quoted) {
                if (c == '\n' || c == '\r') {
                    break;
                }
                for (int k = 0; k < DELIMITERS.length; k++) {
                    counts[k] += c == DELIMITERS[k] ? 1 : 0;
                }
            }
        }
        int best = 0;
        for (int k = 1; k < DELIMITERS.length; k++) {
            best = counts[k] > counts[best] ? k : best;
        }
        return DELIMITERS[best];
    }
}
