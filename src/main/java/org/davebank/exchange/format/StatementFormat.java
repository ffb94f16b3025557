package org.davebank.exchange.format;

import java.io.IOException;
import java.io.OutputStream;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.camt.CamtExport;
import org.davebank.exchange.csv.StatementCsv;
import org.davebank.exchange.json.StatementJson;

/** The formats of an account's statement. */
public enum StatementFormat {
    JSON("json", "application/json"),
    CSV("csv", "text/csv"),
    CAMT053("camt053.xml", "application/xml"),

    /** A printable page. */
    HTML("html", "text/html");

    private final String ending;
    private final String mediaType;

    StatementFormat(String ending, String mediaType) {
        this.ending = ending;
        this.mediaType = mediaType;
    }

    /** The file extension. */
    public String ending() {
        return ending;
    }

    public String mediaType() {
        return mediaType;
    }

    /**
     * Begins a file for the statement of one account; only camt.053 takes several. The caller
     * closes the stream.
     *
     * @param createdAtMs wall milliseconds
     */
    public ExportWriter.Statements open(OutputStream out, long createdAtMs) throws IOException {
        return switch (this) {
            case JSON -> new StatementJson(out);
            case CSV -> new StatementCsv(ExportWriter.utf8(out));
            case CAMT053 -> new CamtExport(out, createdAtMs);
            case HTML -> new StatementHtml(ExportWriter.utf8(out));
        };
    }
}
