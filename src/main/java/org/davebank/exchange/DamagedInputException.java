package org.davebank.exchange;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The file itself is truncated or corrupt, as opposed to a stream that fails while it is read. */
public final class DamagedInputException extends IOException {

    private static final long serialVersionUID = 1L;

    public DamagedInputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
