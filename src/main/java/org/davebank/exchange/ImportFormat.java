package org.davebank.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The format of a file; every format yields the same rows. */
public enum ImportFormat {
    CSV,
    JSON,
    NDJSON,

    /** The bank's own XML or a camt.053 statement, depending on the root element. */
    XML,

    /** ISO 20022 intraday reports; only on explicit request. */
    CAMT052,

    /** ISO 20022 statements, camt.053, and no other XML. */
    CAMT053,

    /** ISO 20022 notifications of booked entries, camt.054, and no other XML. */
    CAMT054;

    /** Number of a file's first bytes that suffice to {@link #detect} its format. */
    public static final int SNIFF_BYTES = 8_192;

    /** Detects the format from a file's first bytes; the file's name breaks ties. */
    public static ImportFormat detect(byte[] start, String fileName) {
        String text = plainText(start);
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
    private static String plainText(byte[] start) {
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

    /** Whether the second line begins another object after the one on the first line. */
    private static boolean isLines(String text) {
        int end = text.indexOf('\n');
        String line = (end < 0 ? text : text.substring(0, end)).strip();
        String rest = end < 0 ? "" : text.substring(end).strip();
        boolean open = line.endsWith("{") || line.endsWith("[") || line.endsWith(",");
        return !open && !line.endsWith(":") && rest.startsWith("{");
    }
}
