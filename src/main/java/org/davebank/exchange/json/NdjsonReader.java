package org.davebank.exchange.json;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.davebank.exchange.DamagedInputException;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RowReader;
import org.davebank.exchange.TextDecoder;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.mapping.RecordRows;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Rows of a file with one JSON object per line. A malformed line costs only its own row, because
 * the next line starts over. A row's line is its line in the file.
 */
public final class NdjsonReader extends RowReader {

    /** An account and its transactions may share one line. */
    static final int LINE_CHARS_MAX = 1 << 20;

    private static final int BUFFER_CHARS = 32_768;

    private final Reader text;
    private final RecordRows rows;
    private final Deque<ImportRow> ready = new ArrayDeque<>();
    private final char[] buffer = new char[BUFFER_CHARS];
    private final StringBuilder line = new StringBuilder();
    private int position;
    private int limit;
    private long number;
    private boolean tooLong;
    private boolean any;
    private boolean ended;
    private @Nullable String damage;

    private NdjsonReader(ImportInput input, Reader text, RecordRows rows) {
        super(input);
        this.text = text;
        this.rows = rows;
    }

    /** Reads the first row; throws {@link ImportException} when there is none. */
    public static ImportReader open(ImportInput input, ImportMapping mapping, RecordRows rows)
            throws IOException {
        NdjsonReader reader =
                new NdjsonReader(input, new TextDecoder(input, mapping.layout().encoding()), rows);
        reader.begin();
        return reader;
    }

    @Override
    public @Nullable ImportRow advance() throws IOException {
        while (ready.isEmpty() && !ended) {
            readLine();
            String whole = line.toString().strip();
            any |= !whole.isEmpty();
            if (tooLong) {
                reject(whole, "a line of more than " + LINE_CHARS_MAX + " characters");
            } else if (damage != null) {
                reject(whole, damage + " here; nothing after this could be read");
            } else if (!whole.isEmpty()) {
                parse(whole);
            }
        }
        return ready.poll();
    }

    private void parse(String whole) {
        JsonRecords records =
                new JsonRecords(JsonRecords.FACTORY.createParser(whole), rows, number);
        try {
            while (records.step()) {
                // Each step may produce a row.
            }
            records.ready().forEach(row -> ready.add(onLine(row)));
        } catch (JacksonException e) {
            String message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            int names = message.indexOf("(from `");
            reject(whole, "not valid JSON: " + (names < 0 ? message : message.substring(0, names)));
        } catch (ImportException e) {
            reject(whole, String.valueOf(e.getMessage()));
        }
    }

    /** Rows of one line share the line but keep their numbers in their keys. */
    private ImportRow onLine(ImportRow row) {
        return switch (row) {
            case ImportRow.RejectedRow r ->
                    new ImportRow.RejectedRow(number, r.raw(), r.field(), r.code(), r.message());
            case ImportRow.AccountRow r -> r.onLine(number);
            case ImportRow.TransactionRow r -> r.onLine(number);
            case ImportRow.StatementEnd r -> r;
        };
    }

    private void reject(String whole, String message) {
        ready.add(RecordRows.reject(number, whole, "row", message));
    }

    /** Reads up to the next line feed; the excess of a line that is too long is skipped. */
    private void readLine() throws IOException {
        line.setLength(0);
        tooLong = false;
        number++;
        while (true) {
            if (position == limit && !fill()) {
                ended = true;
                return;
            }
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            int room = Math.min(position - start, LINE_CHARS_MAX - line.length());
            line.append(buffer, start, room);
            tooLong |= room < position - start;
            if (position < limit) {
                position++;
                return;
            }
        }
    }

    private boolean fill() throws IOException {
        try {
            position = 0;
            limit = Math.max(0, text.read(buffer, 0, BUFFER_CHARS));
        } catch (DamagedInputException e) {
            limit = 0;
            damage = String.valueOf(e.getMessage());
        }
        return limit > 0;
    }

    @Override
    protected boolean isEmpty() {
        return !any;
    }

    @Override
    public List<String> ignoredColumns() {
        return rows.ignoredColumns();
    }
}
