package org.davebank.cli.command;

/** The command line was invalid: exit code 2. The message is the one line that the user reads. */
public final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Usage(String message) {
        super(message);
    }
}
