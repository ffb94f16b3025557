package org.davebank.exchange.format;

import java.io.IOException;
import java.io.OutputStream;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.camt.CamtExport;
import org.davebank.exchange.csv.CsvExport;
import org.davebank.exchange.csv.StatementCsv;
import org.davebank.exchange.json.JsonExport;
import org.davebank.exchange.json.StatementJson;
import org.davebank.exchange.xml.XmlExport;

/** Begins whole files. The streams stay the caller's to close. */
public final class ExportFile {

    private ExportFile() {}

    /** A file of accounts. */
    public static ExportWriter.Accounts accounts(FileFormat format, OutputStream out)
            throws IOException {
        return switch (format) {
            case CSV -> new CsvExport.Accounts(ExportWriter.utf8(out));
            case JSON -> new JsonExport.Accounts(out, true);
            case NDJSON -> new JsonExport.Accounts(out, false);
            case XML -> new XmlExport.Accounts(ExportWriter.utf8(out));
            case CAMT052, CAMT053, CAMT054, HTML -> throw cannotHold(format, "accounts");
        };
    }

    /** A file of transactions. */
    public static ExportWriter.Transactions transactions(FileFormat format, OutputStream out)
            throws IOException {
        return switch (format) {
            case CSV -> new CsvExport.Transactions(ExportWriter.utf8(out));
            case JSON -> new JsonExport.Transactions(out, true);
            case NDJSON -> new JsonExport.Transactions(out, false);
            case XML -> new XmlExport.Transactions(ExportWriter.utf8(out));
            case CAMT052, CAMT053, CAMT054, HTML -> throw cannotHold(format, "transactions");
        };
    }

    /**
     * A file for the statement of one account; only camt.053 takes several.
     *
     * @param format one of {@link FileFormat#STATEMENTS}
     * @param createdAtMs wall milliseconds
     */
    public static ExportWriter.Statements statement(
            FileFormat format, OutputStream out, long createdAtMs) throws IOException {
        return switch (format) {
            case JSON -> new StatementJson(out);
            case CSV -> new StatementCsv(ExportWriter.utf8(out));
            case CAMT053 -> new CamtExport(out, createdAtMs);
            case HTML -> new StatementHtml(ExportWriter.utf8(out));
            case NDJSON, XML, CAMT052, CAMT054 -> throw cannotHold(format, "a statement");
        };
    }

    private static IllegalArgumentException cannotHold(FileFormat format, String what) {
        return new IllegalArgumentException(format + " cannot hold " + what);
    }
}
