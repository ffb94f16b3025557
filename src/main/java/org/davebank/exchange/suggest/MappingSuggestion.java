package org.davebank.exchange.suggest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.davebank.base.AccountNumber;
import org.davebank.exchange.Codes;
import org.davebank.exchange.DamagedInputException;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.RecordLimits;
import org.davebank.exchange.TextDecoder;
import org.davebank.exchange.camt.CamtReader;
import org.davebank.exchange.csv.CsvReader;
import org.davebank.exchange.csv.CsvRecords;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.format.ZipReader;
import org.davebank.exchange.mapping.FieldRule;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.mapping.RecordRows;

/**
 * A file's properties according to its first rows, and a proposed mapping for a person to correct.
 *
 * @param own the columns are the bank's own: no mapping is needed
 * @param encoding as detected so far, a display name
 * @param columns the header's names, in file order
 * @param rows the first well-formed rows, at most {@link #ROWS_SHOWN_MAX}
 * @param typeWords distinct words of the column used for the type, in order of appearance, at most
 *     {@link #WORDS_MAX}; empty without such a column
 * @param unknownTypeWords those that the mapping does not translate yet
 * @param newestFirst the newest row comes first
 */
public record MappingSuggestion(
        boolean own,
        ImportMapping mapping,
        char delimiter,
        String encoding,
        List<String> columns,
        List<List<String>> rows,
        List<String> typeWords,
        List<String> unknownTypeWords,
        boolean newestFirst) {

    public static final int ROWS_SHOWN_MAX = 20;
    public static final int WORDS_MAX = 50;

    /** Rows that are examined. */
    private static final int ROWS_READ_MAX = 5_000;

    private static final int BYTES_READ_MAX = 1 << 20;
    private static final int CHUNK_BYTES = 16_384;

    /** Characters that are examined to locate the table. */
    private static final int SHAPE_CHARS_MAX = 1 << 17;

    private static final int SNIFF_BYTES = 4;

    public MappingSuggestion {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        typeWords = List.copyOf(typeWords);
        unknownTypeWords = List.copyOf(unknownTypeWords);
    }

    /**
     * Examines the start of a file, which may be compressed with gzip or zip; at most 1 MiB of
     * text. The caller closes the stream.
     *
     * @param fileName names the account where nothing in the file does; may be empty
     * @throws ImportException when the file has no sound header
     */
    public static MappingSuggestion of(InputStream in, String fileName) throws IOException {
        byte[] head = readHead(firstText(ImportInput.open(in, Long.MAX_VALUE)));
        FileFormat format = FileFormat.detect(head, fileName);
        return format == FileFormat.CSV
                ? ofTable(head, fileName)
                : ofRecords(head, format, fileName);
    }

    private static MappingSuggestion ofTable(byte[] head, String fileName) throws IOException {
        TextDecoder shaped = new TextDecoder(new ByteArrayInputStream(head), null);
        CsvShape shape = CsvShape.of(text(shaped));
        TextDecoder text = new TextDecoder(new ByteArrayInputStream(head), null);
        CsvRecords records = new CsvRecords(text, shape.delimiter(), shape.skipLines());
        CsvReader.Feed feed = new CsvReader.Feed();
        try (CSVParser parser = CsvReader.parser(feed, records.delimiter())) {
            Iterator<CSVRecord> parsed = parser.iterator();
            List<String> columns = shape.columns();
            if (shape.header()) {
                CsvReader.header(records, feed, parsed);
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
            ImportMapping.Layout layout =
                    new ImportMapping.Layout(
                            shape.delimiter(), null, shape.header(), shape.skipLines(), 0);
            String account = AccountGuess.of(shape.preamble(), fileName);
            return from(columns, rows, layout, text.charset(), account);
        }
    }

    private static String text(Reader in) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] chunk = new char[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0 && text.length() < SHAPE_CHARS_MAX; ) {
            text.append(chunk, 0, count);
            count = in.read(chunk);
        }
        return text.toString();
    }

    /** The text itself, or that of the first file in an archive. */
    private static ImportInput firstText(ImportInput input) throws IOException {
        if (!ImportFile.isZip(input.peek(SNIFF_BYTES))) {
            return input;
        }
        ZipInputStream zip = new ZipInputStream(input.asArchive());
        try {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null
                    && (entry.isDirectory() || ZipReader.isMetadata(entry.getName()))) {
                entry = zip.getNextEntry();
            }
            if (entry != null && !ZipReader.isDocument(entry.getName())) {
                return input.entry(zip);
            }
        } catch (IOException e) {
            if (input.isFailing()) {
                throw e;
            }
            // Damaged: the same refusal.
        } catch (IllegalArgumentException e) {
            // An undecodable name: the same refusal.
        }
        throw new ImportException(
                Codes.MALFORMED_REQUEST,
                "file",
                "a zip archive without a file to import; of a workbook, save the sheet as CSV");
    }

    /** Files whose records carry their names: the columns are all names, in order of appearance. */
    private static MappingSuggestion ofRecords(byte[] head, FileFormat format, String fileName)
            throws IOException {
        Seen seen = records(head, format, true);
        List<FileRecord> records = seen.records();
        List<String> columns = columns(records);
        if (format != FileFormat.XML && !MappingGuess.isOwn(columns) && !isGroup(columns)) {
            records = records(head, format, false).records();
            columns = columns(records);
        }
        List<List<String>> rows = new ArrayList<>();
        for (FileRecord record : records) {
            if (record.problem() == null) {
                List<String> cells = new ArrayList<>();
                for (String column : columns) {
                    cells.add(record.members().getOrDefault(column, ""));
                }
                rows.add(cells);
            }
        }
        if (format == FileFormat.XML || isGroup(columns)) {
            return new MappingSuggestion(
                    true,
                    ImportMapping.own()
                            .withCreateAccounts(seen.foreignAccounts())
                            .withOpeningBalances(seen.foreignAccounts()),
                    (char) 0,
                    "UTF-8",
                    columns,
                    rows.subList(0, Math.min(rows.size(), ROWS_SHOWN_MAX)),
                    List.of(),
                    List.of(),
                    false);
        }
        return from(
                columns,
                rows,
                ImportMapping.Layout.DETECTED,
                StandardCharsets.UTF_8,
                AccountGuess.of(List.of(), fileName));
    }

    /** Own records: accounts, transactions or both. */
    private static boolean isGroup(List<String> columns) {
        return columns.contains(ImportField.ACCOUNT_NUM.column())
                && columns.contains(ImportField.TRANSACTION_TYPE.column());
    }

    /** The first records, and whether they are statements of accounts with foreign ids. */
    private record Seen(List<FileRecord> records, boolean foreignAccounts) {}

    private static Seen records(byte[] head, FileFormat format, boolean own) throws IOException {
        List<FileRecord> records = new ArrayList<>();
        ImportSettings settings = ImportSettings.of("EUR");
        RecordRows watching = RecordRows.watching(own, settings, records);
        ImportMapping mapping = ImportMapping.own();
        ImportInput input = ImportInput.open(new ByteArrayInputStream(head), Long.MAX_VALUE);
        try (ImportReader reader = ImportFile.openAs(format, input, mapping, watching)) {
            while (records.size() < ROWS_READ_MAX && reader.hasNext()) {
                reader.next();
            }
            String number = ImportField.ACCOUNT_NUM.column();
            boolean foreign =
                    reader instanceof CamtReader
                            && records.stream()
                                    .map(record -> record.members().getOrDefault(number, ""))
                                    .anyMatch(id -> !id.isEmpty() && !AccountNumber.isValid(id));
            return new Seen(records, foreign);
        }
    }

    private static List<String> columns(List<FileRecord> records) {
        Set<String> names = new LinkedHashSet<>();
        for (FileRecord record : records) {
            if (names.size() < RecordLimits.COLUMNS_MAX) {
                names.addAll(record.members().keySet());
            }
        }
        return List.copyOf(names);
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
            // The part before the damage is enough for a proposal.
            return head.toByteArray();
        }
        return head.toByteArray();
    }

    /** Our own files determine their layout; those saved by a spreadsheet do not. */
    private static ImportMapping.Layout ofOwn(ImportMapping.Layout layout, char comma) {
        return comma == 0 && layout.skipLines() == 0 ? ImportMapping.Layout.DETECTED : layout;
    }

    private static MappingSuggestion from(
            List<String> columns,
            List<List<String>> rows,
            ImportMapping.Layout layout,
            Charset charset,
            String account) {
        boolean own = MappingGuess.isOwn(columns);
        MappingGuess guess = new MappingGuess(columns, rows, layout, account);
        ImportMapping mapping =
                own
                        ? ImportMapping.own()
                                .withDecimal(guess.comma())
                                .withLayout(ofOwn(layout, guess.comma()))
                        : guess.mapping();
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
                layout.delimiter(),
                charset.name().equals("US-ASCII") ? "UTF-8" : charset.name(),
                columns,
                rows.subList(0, Math.min(rows.size(), ROWS_SHOWN_MAX)),
                List.copyOf(words),
                unknown,
                guess.newestFirst());
    }
}
