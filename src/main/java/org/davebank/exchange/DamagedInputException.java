package org.davebank.exchange;

import java.io.IOException;

/** The file itself ends early or is broken, as opposed to a stream that fails while it is read. */
final class DamagedInputException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
