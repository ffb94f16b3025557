package org.davebank.cli;

/** A command cannot do what it was asked; the message is the one line that a person reads. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }
}
