package org.davebank.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The part of a reader that hands out rows one at a time and accounts for the bytes it took. */
public abstract class RowReader implements ImportReader {

    private final ImportInput input;
    private @Nullable ImportRow next;

    /** @param input what the reader was opened on */
    protected RowReader(ImportInput input) {
        this.input = input;
    }

    /** The next row; null at the end. */
    public abstract @Nullable ImportRow advance() throws IOException;

    /** Whether there was nothing at all, not even a file without rows. */
    protected boolean isEmpty() {
        return false;
    }

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

    @Override
    public final long bytesRead() {
        return input.rawBytes();
    }

    /** None, where a format has no header. */
    @Override
    public List<String> ignoredColumns() {
        return List.of();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
