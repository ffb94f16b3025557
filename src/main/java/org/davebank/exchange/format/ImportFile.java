package org.davebank.exchange.format;

import jakarta.xml.bind.JAXBException;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.RowReader;
import org.davebank.exchange.camt.CamtReader;
import org.davebank.exchange.csv.CsvReader;
import org.davebank.exchange.json.JsonReader;
import org.davebank.exchange.json.NdjsonReader;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.mapping.RecordRows;
import org.davebank.exchange.xml.XmlReader;
import org.davebank.exchange.xml.XmlSource;

/** Opens the rows of a file in any format, compressed or not. */
public final class ImportFile {

    private ImportFile() {}

    /**
     * Opens the rows of a file, which may be compressed with gzip or zip. The caller owns the
     * stream until this returns; then the reader closes it.
     *
     * @param fileName only its ending counts, and only where the content leaves a doubt; may be empty
     * @throws ImportException when the file as a whole cannot be imported
     * @throws IOException when the stream fails
     */
    public static ImportReader open(
            InputStream in, String fileName, ImportMapping mapping, ImportSettings settings)
            throws IOException {
        ImportInput input = ImportInput.open(in, settings.bytesMax());
        if (isZip(input.peek(FileFormat.SNIFF_BYTES))) {
            return ZipReader.open(input.asArchive(), mapping, settings);
        }
        return openText(input, fileName, mapping, new RecordRows(mapping, settings));
    }

    /** Opens the rows of a file that is not, or no longer, compressed. */
    static ImportReader openText(
            ImportInput input, String fileName, ImportMapping mapping, RecordRows rows)
            throws IOException {
        FileFormat format = mapping.format();
        if (format == null) {
            format = FileFormat.detect(input.peek(FileFormat.SNIFF_BYTES), fileName);
        }
        return openAs(format, input, mapping, rows);
    }

    /** Opens the rows of a file of a known format. */
    public static ImportReader openAs(
            FileFormat format, ImportInput input, ImportMapping mapping, RecordRows rows)
            throws IOException {
        return switch (format) {
            case CSV -> CsvReader.open(input, mapping, rows);
            case JSON -> JsonReader.open(input, mapping, rows);
            case NDJSON -> NdjsonReader.open(input, mapping, rows);
            case XML, CAMT052, CAMT053, CAMT054 -> openXml(input, mapping, rows);
            case HTML -> throw new IllegalArgumentException("no mapping asks for HTML");
        };
    }

    /** The bank's own XML or a message of ISO 20022: the format asked for or the root decides. */
    private static ImportReader openXml(ImportInput input, ImportMapping mapping, RecordRows rows)
            throws IOException {
        XmlReader.refuseColumns(mapping);
        try {
            XMLStreamReader xml = XmlSource.open(input, mapping.layout().encoding());
            FileFormat asked = mapping.format();
            boolean camt = asked != null && asked != FileFormat.XML || CamtReader.isCamt(xml);
            RowReader reader =
                    camt
                            ? new CamtReader(input, xml, rows, asked)
                            : new XmlReader(input, xml, rows);
            reader.begin();
            return reader;
        } catch (XMLStreamException e) {
            throw XmlSource.refusal(e);
        } catch (JAXBException e) {
            throw new IllegalStateException("the binder is our own", e);
        }
    }

    public static boolean isZip(byte[] start) {
        return start.length >= 4
                && start[0] == 'P'
                && start[1] == 'K'
                && (start[2] == 3 || start[2] == 5)
                && start[3] == start[2] + 1;
    }

    static boolean isGzip(byte[] start) {
        return start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    }
}
