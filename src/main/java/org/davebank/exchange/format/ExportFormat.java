package org.davebank.exchange.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.csv.CsvExport;
import org.davebank.exchange.json.JsonExport;
import org.davebank.exchange.xml.XmlExport;
import org.jspecify.annotations.Nullable;

/** The formats of an export. */
public enum ExportFormat {
    CSV("text/csv"),
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    XML("application/xml");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The name in parameters and file extensions. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format with this name, or null. */
    public static @Nullable ExportFormat of(String name) {
        for (ExportFormat format : values()) {
            if (format.ending().equals(name.toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        return null;
    }

    /** Begins a file of accounts. The caller closes the stream. */
    public ExportWriter.Accounts accounts(OutputStream out) throws IOException {
        return switch (this) {
            case CSV -> new CsvExport.Accounts(ExportWriter.utf8(out));
            case JSON -> new JsonExport.Accounts(out, true);
            case NDJSON -> new JsonExport.Accounts(out, false);
            case XML -> new XmlExport.Accounts(ExportWriter.utf8(out));
        };
    }

    /** Begins a file of transactions. The caller closes the stream. */
    public ExportWriter.Transactions transactions(OutputStream out) throws IOException {
        return switch (this) {
            case CSV -> new CsvExport.Transactions(ExportWriter.utf8(out));
            case JSON -> new JsonExport.Transactions(out, true);
            case NDJSON -> new JsonExport.Transactions(out, false);
            case XML -> new XmlExport.Transactions(ExportWriter.utf8(out));
        };
    }
}
