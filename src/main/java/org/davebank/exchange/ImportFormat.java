package org.davebank.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file is; each format yields the same rows. */
public enum ImportFormat {
    CSV,
    JSON,
    NDJSON,

    /** The bank's own, or a camt.053 statement: the root element tells. */
    XML,

    /** Reports of the running day of ISO 20022; only when somebody asks for them. */
    CAMT052,

    /** Statements of ISO 20022, camt.053, and no other XML. */
    CAMT053,

    /** Notifications of booked entries of ISO 20022, and no other XML. */
    CAMT054;

    private static final int SNIFF_BYTES = 8_192;

    /**
     * Opens the rows of a file, which may be packed with gzip or zip. The stream stays the caller's
     * until this returns; then the reader closes it.
     *
     * @throws ImportException when the file as a whole cannot be imported
     * @throws IOException when the stream fails
     */
    public static ImportReader open(InputStream in, ImportMapping mapping, ImportSettings settings)
            throws IOException {
        return open(in, "", mapping, settings);
    }

    /**
     * Opens the rows of a file whose name is known too.
     *
     * @param fileName only its ending counts, and only where the content leaves a doubt; may be empty
     */
    public static ImportReader open(
            InputStream in, String fileName, ImportMapping mapping, ImportSettings settings)
            throws IOException {
        ImportInput input = ImportInput.open(in, settings.bytesMax());
        if (isZip(input.peek(SNIFF_BYTES))) {
            return ZipReader.open(input.asArchive(), mapping, settings);
        }
        return openText(input, fileName, mapping, new RecordRows(mapping, settings));
    }

    /** Opens the rows of a file that is packed no more. */
    static ImportReader openText(
            ImportInput input, String fileName, ImportMapping mapping, RecordRows rows)
            throws IOException {
        ImportFormat format = mapping.format();
        if (format == null) {
            format = detect(input.peek(SNIFF_BYTES), fileName);
        }
        return switch (format) {
            case CSV -> CsvReader.open(input, mapping, rows);
            case JSON -> JsonReader.open(input, mapping, rows);
            case NDJSON -> NdjsonReader.open(input, mapping, rows);
            case XML, CAMT052, CAMT053, CAMT054 -> XmlReader.open(input, mapping, rows);
        };
    }

    static boolean isZip(byte[] start) {
        return start.length >= 4
                && start[0] == 'P'
                && start[1] == 'K'
                && (start[2] == 3 || start[2] == 5)
                && start[3] == start[2] + 1;
    }

    static boolean isGzip(byte[] start) {
        return start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    }

    /** Goes by the first signs, in whatever encoding they are; the name decides between kin. */
    static ImportFormat detect(byte[] start, String fileName) {
        String text = plainSigns(start);
        String name = fileName.toLowerCase(Locale.ROOT);
        String ending = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        ImportFormat named = byEnding(ending.substring(ending.lastIndexOf('.') + 1));
        char first = text.isEmpty() ? 0 : text.charAt(0);
        boolean surelyCsv = named == CSV && first != '<';
        return switch (first) {
            case '<' -> XML;
            case '[' -> surelyCsv ? CSV : JSON;
            case '{' -> surelyCsv ? CSV : named == NDJSON || isLines(text) ? NDJSON : JSON;
            default -> CSV;
        };
    }

    private static @Nullable ImportFormat byEnding(String ending) {
        return switch (ending) {
            case "csv", "tsv", "txt" -> CSV;
            case "json" -> JSON;
            case "ndjson", "jsonl" -> NDJSON;
            case "xml" -> XML;
            default -> null;
        };
    }

    /** The start without byte order mark, zeros of UTF-16 and leading blanks. */
    private static String plainSigns(byte[] start) {
        StringBuilder text = new StringBuilder();
        for (byte one : start) {
            char c = (char) (one & 0xff);
            boolean mark = c == 0xef || c == 0xbb || c == 0xbf || c == 0xfe || c == 0xff;
            boolean skipped = mark || c == 0 || c <= ' ';
            if (c != 0 && !(text.isEmpty() && skipped)) {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Whether the second line begins a further object beside the one of the first line. */
    private static boolean isLines(String text) {
        int end = text.indexOf('\n');
        String line = (end < 0 ? text : text.substring(0, end)).strip();
        String rest = end < 0 ? "" : text.substring(end).strip();
        boolean open = line.endsWith("{") || line.endsWith("[") || line.endsWith(",");
        return !open && !line.endsWith(":") && rest.startsWith("{");
    }
}
