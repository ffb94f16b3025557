package org.davebank.exchange;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * The rows of one file, in file order, read as they are asked for. Not thread-safe.
 *
 * <p>{@code hasNext} and {@code next} throw {@link java.io.UncheckedIOException} when the stream
 * below fails and {@link ImportException} when the file passes its greatest size; what was returned
 * before stays good.
 */
public interface ImportReader extends Iterator<ImportRow>, AutoCloseable {

    /** Bytes taken from the stream so far, as it came (compressed bytes of a compressed file). */
    long bytesRead();

    /** Columns of the header that the import does not use. */
    List<String> ignoredColumns();

    /** Closes the stream that the reader was opened on. */
    @Override
    void close() throws IOException;
}
