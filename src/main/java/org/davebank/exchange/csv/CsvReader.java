package org.davebank.exchange.csv;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.davebank.base.Invariant;
import org.davebank.exchange.Codes;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RowReader;
import org.davebank.exchange.TextDecoder;
import org.davebank.exchange.mapping.FieldRule;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.mapping.RecordRows;
import org.davebank.exchange.mapping.RowBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV file.
 *
 * <p>{@link CsvRecords} cuts the stream into records and filters out malformed ones; Commons CSV parses
 * the others one at a time. A row whose column count differs from the header's is a reject, because a truncated row could otherwise
 * pass with half of its amount.
 */
public final class CsvReader extends RowReader {

    private final CsvRecords records;
    private final Feed feed = new Feed();
    private final CSVParser parser;
    private final Iterator<CSVRecord> parsed;
    private final List<String> columns;
    private final RowBuilder rows;

    /** The cells of the first record if it is a row, until it is consumed. */
    private String @Nullable [] first;

    /** The number of rows to drop at the end of the file. */
    private final int last;

    private final Deque<ImportRow> held = new ArrayDeque<>();

    private CsvReader(ImportInput input, ImportMapping mapping, RecordRows builders)
            throws IOException {
        super(input);
        ImportMapping.Layout layout = mapping.layout();
        records =
                new CsvRecords(
                        new TextDecoder(input, layout.encoding()),
                        layout.delimiter(),
                        layout.skipLines());
        parser = parser(feed, records.delimiter());
        parsed = parser.iterator();
        if (layout.header()) {
            columns = header(records, feed, parsed);
        } else {
            first(records, "row");
            first = cells(records, feed, parsed);
            columns = numbered(first.length);
        }
        rows = builders.ofHeader(columns);
        last = layout.skipLastRows();
    }

    /**
     * Reads the header; the caller owns the stream until this returns.
     *
     * @throws ImportException when the file is empty or its header does not fit the mapping
     */
    public static ImportReader open(ImportInput input, ImportMapping mapping, RecordRows builders)
            throws IOException {
        return new CsvReader(input, mapping, builders);
    }

    public static CSVParser parser(Reader in, char delimiter) throws IOException {
        CSVFormat format =
                CSVFormat.RFC4180
                        .builder()
                        .setDelimiter(delimiter)
                        .setIgnoreEmptyLines(false)
                        .get();
        return CSVParser.builder().setReader(in).setFormat(format).get();
    }

    /** The column names; throws {@link ImportException} without a well-formed header. */
    public static List<String> header(CsvRecords records, Feed feed, Iterator<CSVRecord> parsed)
            throws IOException {
        first(records, "header");
        return Arrays.asList(cells(records, feed, parsed));
    }

    private static void first(CsvRecords records, String what) throws IOException {
        if (!records.next()) {
            throw new ImportException(Codes.MALFORMED_REQUEST, "file", "the file is empty");
        }
        if (records.problem() != null) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST,
                    what,
                    "the "
                            + what
                            + " in line "
                            + records.line()
                            + " is malformed: "
                            + records.problem());
        }
    }

    /** The names of columns without a header. */
    public static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(FieldRule::numbered).toList();
    }

    public static String[] cells(CsvRecords records, Feed feed, Iterator<CSVRecord> parsed) {
        feed.give(records.chars(), records.length());
        return parsed.next().values();
    }

    @Override
    public @Nullable ImportRow advance() throws IOException {
        while (held.size() <= last) {
            ImportRow row = read();
            if (row == null || last == 0) {
                return row;
            }
            held.add(row);
        }
        return held.poll();
    }

    private @Nullable ImportRow read() throws IOException {
        String[] taken = first;
        if (taken != null) {
            first = null;
            String raw = new String(records.chars(), 0, records.length());
            return rows.build(records.line(), raw, taken);
        }
        if (!records.next()) {
            return null;
        }
        String raw = new String(records.chars(), 0, records.length());
        String problem = records.problem();
        if (problem != null) {
            return reject(raw, columnName(records.problemColumn()), problem);
        }
        String[] cells = cells(records, feed, parsed);
        int count = cells.length;
        while (count > columns.size() && cells[count - 1].isEmpty()) {
            count--;
        }
        if (count != columns.size()) {
            return reject(raw, "row", count + " columns where the header has " + columns.size());
        }
        return rows.build(records.line(), raw, cells);
    }

    private ImportRow reject(String raw, String field, String message) {
        return new ImportRow.RejectedRow(
                records.line(), RowBuilder.kept(raw), field, Codes.MALFORMED_REQUEST, message);
    }

    private String columnName(int column) {
        String name = column < columns.size() ? columns.get(column).strip() : "";
        return name.isEmpty() ? "row" : name;
    }

    @Override
    public List<String> ignoredColumns() {
        return rows.ignoredColumns();
    }

    @Override
    public void close() throws IOException {
        parser.close();
        super.close();
    }

    /** Feeds the parser one record at a time, so that it never reads beyond it. */
    public static final class Feed extends Reader {

        private static final char[] NONE = {};

        private char[] chars = NONE;
        private int position;
        private int length;

        /** The array must stay unchanged until the parser has consumed the record. */
        void give(char[] record, int recordChars) {
            Invariant.check(position == length, "the parser took the whole record before");
            chars = record;
            position = 0;
            length = recordChars + 1;
        }

        @Override
        public int read(char[] buffer, int offset, int count) {
            Invariant.check(position < length, "the parser asks for no more than a record");
            int taken = Math.min(count, length - position);
            int ofRecord = Math.min(taken, length - 1 - position);
            System.arraycopy(chars, position, buffer, offset, ofRecord);
            if (ofRecord < taken) {
                buffer[offset + ofRecord] = '\n';
            }
            position += taken;
            return taken;
        }

        @Override
        public void close() {}
    }
}
