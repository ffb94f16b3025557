package org.davebank.exchange;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file can be. Whatever format it has, an import yields the same rows. */
public enum FileFormat {
    CSV("csv", "text/csv"),
    JSON("json", "application/json"),
    NDJSON("ndjson", "application/x-ndjson"),

    /** The bank's own; where nobody asks for it by name, any camt message too. */
    XML("xml", "application/xml"),

    /** ISO 20022 reports of the current day; only on request. */
    CAMT052("camt052.xml", "application/xml"),

    /** Statements of ISO 20022, and no other XML. */
    CAMT053("camt053.xml", "application/xml"),

    /** Notifications of booked entries of ISO 20022, and no other XML. */
    CAMT054("camt054.xml", "application/xml"),

    /** A page to print. */
    HTML("html", "text/html");

    /** What can be imported. */
    public static final List<FileFormat> IMPORTS =
            List.of(CSV, JSON, NDJSON, XML, CAMT052, CAMT053, CAMT054);

    /** What accounts and transactions can be exported as. */
    public static final List<FileFormat> EXPORTS = List.of(CSV, JSON, NDJSON, XML, CAMT053);

    /** What the statement of one account can be; the first for those who do not care. */
    public static final List<FileFormat> STATEMENTS = List.of(JSON, CSV, CAMT053, HTML);

    /** Bytes of a file's beginning that are enough to {@link #detect} its format. */
    public static final int SNIFF_BYTES = 8_192;

    private final String ending;
    private final String mediaType;

    FileFormat(String ending, String mediaType) {
        this.ending = ending;
        this.mediaType = mediaType;
    }

    /** The end of the name of a file. */
    public String ending() {
        return ending;
    }

    public String mediaType() {
        return mediaType;
    }

    /** As parameters, options and mappings spell it. */
    public String spelled() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of these that is spelled so, in whatever case; null when there is none. */
    public static @Nullable FileFormat of(String name, List<FileFormat> among) {
        for (FileFormat format : among) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        return null;
    }

    /** These in words: {@code csv, json or xml}. */
    public static String words(List<FileFormat> formats) {
        List<String> names = formats.stream().map(FileFormat::spelled).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }

    /** Detects the format from a file's first bytes; the file's name breaks ties. */
    public static FileFormat detect(byte[] start, String fileName) {
        String text = plainSigns(start);
        String name = fileName.toLowerCase(Locale.ROOT);
        String ending = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        FileFormat named = byEnding(ending.substring(ending.lastIndexOf('.') + 1));
        char first = text.isEmpty() ? 0 : text.charAt(0);
        boolean surelyCsv = named == CSV && first != '<';
        return switch (first) {
            case '<' -> XML;
            case '[' -> surelyCsv ? CSV : JSON;
            case '{' -> surelyCsv ? CSV : named == NDJSON || isLines(text) ? NDJSON : JSON;
            default -> CSV;
        };
    }

    private static @Nullable FileFormat byEnding(String ending) {
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

    /** Whether the second line begins another object after the one of the first line. */
    private static boolean isLines(String text) {
        int end = text.indexOf('\n');
        String line = (end < 0 ? text : text.substring(0, end)).strip();
        String rest = end < 0 ? "" : text.substring(end).strip();
        boolean open = line.endsWith("{") || line.endsWith("[") || line.endsWith(",");
        return !open && !line.endsWith(":") && rest.startsWith("{");
    }
}
