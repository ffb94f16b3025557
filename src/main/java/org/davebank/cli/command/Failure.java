package org.davebank.cli.command;

/** A command failed; the message is the one line that the user reads. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }
}
