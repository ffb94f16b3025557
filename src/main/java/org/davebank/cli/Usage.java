package org.davebank.cli;

/** A command was not understood: exit code 2. The message is the one line that a person reads. */
final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Usage(String message) {
        super(message);
    }
}
