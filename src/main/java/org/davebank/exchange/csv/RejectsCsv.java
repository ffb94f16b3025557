package org.davebank.exchange.csv;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.davebank.base.ImportReject;
import org.davebank.exchange.FormulaGuard;
import org.davebank.exchange.ImportRow;

/**
 * The rejects of an import as CSV: {@code original_row,line,field,code,message}.
 *
 * <p>The original row is in one cell as in the file (cut at {@link ImportRow#RAW_CHARS_MAX}), with
 * an apostrophe in front where a spreadsheet would run it.
 */
public final class RejectsCsv {

    private static final String[] COLUMNS = {"original_row", "line", "field", "code", "message"};

    private final CSVPrinter printer;

    /** Writes the header at once. The caller flushes and closes the writer. */
    public RejectsCsv(Writer out) throws IOException {
        printer = new CSVPrinter(out, CsvExport.FORMAT);
        printer.printRecord((Object[]) COLUMNS);
    }

    /** The first rows of such a file. The caller closes the reader. */
    public static List<ImportReject> first(Reader in, int rowsMax) throws IOException {
        return CSVFormat.RFC4180
                .builder()
                .setHeader(COLUMNS)
                .setSkipHeaderRecord(true)
                .get()
                .parse(in)
                .stream()
                .limit(rowsMax)
                .map(cells ->
                        new ImportReject(
                                cells.get(0),
                                cells.get(1),
                                cells.get(2),
                                cells.get(3),
                                cells.get(4)))
                .toList();
    }

    public void write(ImportRow.RejectedRow row) throws IOException {
        printer.printRecord(
                FormulaGuard.guarded(row.raw()),
                row.line(),
                FormulaGuard.guarded(row.field()),
                row.code(),
                FormulaGuard.guarded(row.message()));
    }
}
