package org.davebank.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Base class of readers that produce rows one at a time. */
public abstract class RowReader implements ImportReader {

    private @Nullable ImportRow next;

    /** The next row; null at the end. */
    public abstract @Nullable ImportRow advance() throws IOException;

    /** Whether the input was completely empty, without even a header. */
    public abstract boolean isEmpty();

    /** Reads the first row, so that a file that is refused as a whole is refused at once. */
    public final void begin() throws IOException {
        next = advance();
        if (next == null && isEmpty()) {
            throw new ImportException(Codes.MALFORMED_REQUEST, "file", "the file is empty");
        }
    }

    @Override
    public final boolean hasNext() {
        if (next == null) {
            try {
                next = advance();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return next != null;
    }

    @Override
    public final ImportRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ImportRow row = Objects.requireNonNull(next);
        next = null;
        return row;
    }
}
