package org.davebank.process;

/** A node's process cannot start; the message is the one line that the user reads. */
final class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotStarted(String message) {
        super(message);
    }
}
