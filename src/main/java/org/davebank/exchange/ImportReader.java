package org.davebank.exchange;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * The rows of one file, in file order, read on demand. Not thread-safe.
 *
 * <p>{@code hasNext} and {@code next} throw {@link java.io.UncheckedIOException} when the
 * underlying stream fails and {@link ImportException} when the file exceeds its maximum size; rows
 * returned before stay valid.
 */
public interface ImportReader extends Iterator<ImportRow>, AutoCloseable {

    /** Bytes consumed from the stream so far (compressed bytes of a compressed file). */
    long bytesRead();

    /** Columns of the header that the import does not use. */
    List<String> ignoredColumns();

    /** Closes the stream that the reader was opened on. */
    @Override
    void close() throws IOException;
}
