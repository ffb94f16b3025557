package org.davebank.cli.command;

/** A command was not understood: exit code 2. The message is the one line that a person reads. */
public final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Usage(String message) {
        super(message);
    }
}
