package org.davebank.exchange;

import java.io.IOException;
import java.io.Writer;
import org.apache.commons.csv.CSVPrinter;

/**
 * The rejects of an import as CSV: {@code original_row,line,field,code,message}.
 *
 * <p>The original row stands in one cell as it stood in the file (cut at {@link
 * ImportRow#RAW_CHARS_MAX}), with an apostrophe in front where a spreadsheet would run it.
 */
public final class RejectsCsv {

    private final CSVPrinter printer;

    /** Writes the header at once. The writer stays the caller's to flush and close. */
    public RejectsCsv(Writer out) throws IOException {
        printer = new CSVPrinter(out, CsvExport.FORMAT);
        printer.printRecord("original_row", "line", "field", "code", "message");
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
