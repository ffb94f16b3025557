package org.davebank.exchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What a CSV file looks like from its first rows, and a mapping that may fit it, for a person to
 * correct.
 *
 * @param own the columns are the bank's own: no mapping is needed
 * @param encoding as detected so far, a name for people
 * @param columns the header's names, in file order
 * @param rows the first rows that are sound, at most {@link #ROWS_SHOWN_MAX}
 * @param typeWords distinct words of the column that is taken for the type, in order of appearance,
 *     at most {@link #WORDS_MAX}; empty when there is no such column
 * @param unknownTypeWords those of them that the mapping does not translate yet
 */
public record MappingSuggestion(
        boolean own,
        ImportMapping mapping,
        char delimiter,
        String encoding,
        List<String> columns,
        List<List<String>> rows,
        List<String> typeWords,
        List<String> unknownTypeWords) {

    public static final int ROWS_SHOWN_MAX = 20;
    public static final int WORDS_MAX = 50;

    /** Rows that are looked at. */
    private static final int ROWS_READ_MAX = 5_000;

    private static final int BYTES_READ_MAX = 1 << 20;
    private static final int CHUNK_BYTES = 16_384;

    public MappingSuggestion {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        typeWords = List.copyOf(typeWords);
        unknownTypeWords = List.copyOf(unknownTypeWords);
    }

    /**
     * Reads the beginning of a file, which may be compressed with gzip; at most 1 MiB of text. The
     * stream stays the caller's.
     *
     * @throws ImportException when the file has no sound header
     */
    public static MappingSuggestion of(InputStream in) throws IOException {
        ImportInput input = ImportInput.open(in, Long.MAX_VALUE);
        byte[] head = readHead(input);
        ImportFormat.detect(head);
        TextDecoder text = new TextDecoder(new ByteArrayInputStream(head), null);
        CsvRecords records = new CsvRecords(text, (char) 0);
        CsvReader.Feed feed = new CsvReader.Feed();
        try (CSVParser parser = CsvReader.parser(feed, records.delimiter())) {
            Iterator<CSVRecord> parsed = parser.iterator();
            List<String> columns = new ArrayList<>();
            for (String name : CsvReader.header(records, feed, parsed)) {
                columns.add(name.strip());
            }
            List<List<String>> rows = new ArrayList<>();
            while (rows.size() < ROWS_READ_MAX && records.next()) {
                if (records.problem() == null) {
                    String[] cells = CsvReader.cells(records, feed, parsed);
                    if (cells.length == columns.size()) {
                        rows.add(List.of(cells));
                    }
                }
            }
            return from(columns, rows, records.delimiter(), text.charset());
        }
    }

    private static byte[] readHead(ImportInput input) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            int count = 0;
            while (count >= 0 && head.size() < BYTES_READ_MAX) {
                head.write(chunk, 0, count);
                count = input.read(chunk, 0, Math.min(CHUNK_BYTES, BYTES_READ_MAX - head.size()));
            }
        } catch (DamagedInputException e) {
            // What came before the damage is enough to propose a mapping.
            return head.toByteArray();
        }
        return head.toByteArray();
    }

    private static MappingSuggestion from(
            List<String> columns, List<List<String>> rows, char delimiter, Charset charset) {
        boolean own = MappingGuess.isOwn(columns);
        MappingGuess guess = new MappingGuess(columns, rows, delimiter);
        ImportMapping mapping = own ? ImportMapping.own() : guess.mapping();
        Set<String> words = new LinkedHashSet<>();
        int type = guess.typeColumn();
        for (int i = 0; type >= 0 && i < rows.size() && words.size() < WORDS_MAX; i++) {
            words.add(rows.get(i).get(type).strip());
        }
        FieldRule rule = mapping.fields().get(ImportField.TRANSACTION_TYPE);
        List<String> unknown = new ArrayList<>();
        for (String word : words) {
            boolean known = rule == null ? own : rule.bySign() || rule.values().containsKey(word);
            if (!known) {
                unknown.add(word);
            }
        }
        return new MappingSuggestion(
                own,
                mapping,
                delimiter,
                charset.name().equals("US-ASCII") ? "UTF-8" : charset.name(),
                columns,
                rows.subList(0, Math.min(rows.size(), ROWS_SHOWN_MAX)),
                List.copyOf(words),
                unknown);
    }
}
