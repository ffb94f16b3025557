package org.davebank.cli.command;

/** A command cannot do what it was asked; the message is the one line that a person reads. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }
}
