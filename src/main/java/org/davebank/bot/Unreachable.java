package org.davebank.bot;

/** The bank did not answer, despite all retries. */
public final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unreachable(String message) {
        super(message);
    }
}
