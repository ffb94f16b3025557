package org.davebank.exchange;

import java.io.IOException;
import java.io.InputStream;

/** What a file is, by how it begins; each format yields the same rows. */
public enum ImportFormat {
    CSV;

    private static final int SNIFF_BYTES = 64;

    /**
     * Opens the rows of a file, which may be compressed with gzip. The stream stays the caller's
     * until this returns; then the reader closes it.
     *
     * @throws ImportException when the file as a whole cannot be imported
     * @throws IOException when the stream fails
     */
    public static ImportReader open(InputStream in, ImportMapping mapping, ImportSettings settings)
            throws IOException {
        ImportInput input = ImportInput.open(in, settings.bytesMax());
        return switch (detect(input.peek(SNIFF_BYTES))) {
            case CSV -> CsvReader.open(input, mapping, settings);
        };
    }

    /** Throws {@link ImportException} for files that are surely something else. */
    static ImportFormat detect(byte[] start) {
        int i = 0;
        if (start.length >= 3 && start[0] == (byte) 0xef && start[1] == (byte) 0xbb) {
            i = 3;
        }
        while (i < start.length && (start[i] == ' ' || start[i] == '\n' || start[i] == '\r')) {
            i++;
        }
        byte first = i < start.length ? start[i] : 0;
        if (first == '{' || first == '[') {
            throw unknown(Codes.NOT_IMPLEMENTED, "JSON files cannot be imported yet");
        }
        if (first == '<') {
            throw unknown(Codes.NOT_IMPLEMENTED, "XML files cannot be imported yet");
        }
        if (start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3) {
            throw unknown(
                    Codes.MALFORMED_REQUEST,
                    "this is a ZIP archive or a workbook; save the sheet as CSV");
        }
        return CSV;
    }

    private static ImportException unknown(String code, String message) {
        return new ImportException(code, "file", message);
    }
}
