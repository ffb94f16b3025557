package org.davebank.exchange.suggest;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.davebank.exchange.Codes;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.csv.CsvReader;
import org.davebank.exchange.csv.CsvRecords;
import org.davebank.exchange.mapping.AmountStyle;
import org.davebank.exchange.mapping.ColumnNames;

/**
 * The position of the table in another bank's CSV file: the lines before it, its header if any, and
 * its delimiter.
 *
 * @param columns the header's names, or numbers where there is no header
 * @param preamble the cells of the lines before the header
 */
record CsvShape(
        char delimiter,
        boolean header,
        int skipLines,
        List<String> columns,
        List<List<String>> preamble) {

    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int LINES_LOOKED_AT = 200;

    /** The header is searched for in this many records. */
    private static final int PREAMBLE_MAX = 60;

    /** A header has at least this many known names. */
    private static final int KNOWN_NAMES_MIN = 2;

    private record Line(long number, List<String> cells) {}

    /** Throws {@link ImportException} when the file is empty or has no well-formed line. */
    static CsvShape of(String head) throws IOException {
        char delimiter = delimiter(head);
        List<Line> lines = lines(head, delimiter);
        if (lines.isEmpty()) {
            throw new ImportException(Codes.MALFORMED_REQUEST, "file", "the file is empty");
        }
        int at = named(lines);
        boolean header = at >= 0;
        if (!header) {
            at = table(lines);
            List<String> cells = lines.get(at).cells();
            header = cells.stream().noneMatch(CsvShape::isValue);
        }
        Line first = lines.get(at);
        List<String> columns =
                header
                        ? first.cells().stream().map(String::strip).toList()
                        : CsvReader.numbered(first.cells().size());
        return new CsvShape(
                delimiter,
                header,
                at == 0 ? 0 : (int) first.number() - 1,
                columns,
                lines.subList(0, at).stream().map(Line::cells).toList());
    }

    /** The sign that splits most lines into the same number of cells. */
    private static char delimiter(String head) {
        char best = DELIMITERS[0];
        long most = 0;
        for (char each : DELIMITERS) {
            Map<Integer, Integer> linesOf = new HashMap<>();
            head.lines()
                    .limit(LINES_LOOKED_AT)
                    .forEach(line -> linesOf.merge(count(line, each), 1, Integer::sum));
            for (Map.Entry<Integer, Integer> entry : linesOf.entrySet()) {
                long score = (long) entry.getKey() * entry.getValue() * entry.getValue();
                if (score > most) {
                    most = score;
                    best = each;
                }
            }
        }
        return best;
    }

    private static int count(String line, char delimiter) {
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            count += !quoted && c == delimiter ? 1 : 0;
        }
        return count;
    }

    private static List<Line> lines(String head, char delimiter) throws IOException {
        CsvRecords records = new CsvRecords(new StringReader(head), delimiter);
        CsvReader.Feed feed = new CsvReader.Feed();
        List<Line> lines = new ArrayList<>();
        try (CSVParser parser = CsvReader.parser(feed, delimiter)) {
            Iterator<CSVRecord> parsed = parser.iterator();
            while (lines.size() < PREAMBLE_MAX && records.next()) {
                if (records.problem() == null) {
                    String[] cells = CsvReader.cells(records, feed, parsed);
                    lines.add(new Line(records.line(), List.of(cells)));
                }
            }
        }
        return lines;
    }

    /** The line with the most known column names, or -1. */
    private static int named(List<Line> lines) {
        int best = -1;
        long most = KNOWN_NAMES_MIN - 1;
        for (int i = 0; i < lines.size(); i++) {
            List<String> cells = lines.get(i).cells();
            long known = cells.stream().filter(ColumnNames::isKnown).count();
            if (known > most && cells.stream().noneMatch(CsvShape::isValue)) {
                best = i;
                most = known;
            }
        }
        return best;
    }

    /** The first line of the table: as wide as most lines. */
    private static int table(List<Line> lines) {
        Map<Integer, Integer> linesOf = new HashMap<>();
        lines.forEach(line -> linesOf.merge(line.cells().size(), 1, Integer::sum));
        int width = lines.getFirst().cells().size();
        for (Map.Entry<Integer, Integer> entry : linesOf.entrySet()) {
            boolean more = entry.getValue() > linesOf.getOrDefault(width, 0);
            width = more ? entry.getKey() : width;
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).cells().size() == width) {
                return i;
            }
        }
        return 0;
    }

    /** Whether it is a date or an amount, and so not a column name. */
    private static boolean isValue(String cell) {
        String text = cell.strip();
        if (text.isEmpty() || text.chars().noneMatch(Character::isDigit)) {
            return false;
        }
        ColumnValues one = new ColumnValues(List.of(text));
        return one.dates(false) != null
                || one.isAmounts(new AmountStyle(',', (char) 0))
                || one.isAmounts(new AmountStyle('.', (char) 0));
    }
}
