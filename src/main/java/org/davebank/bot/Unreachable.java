package org.davebank.bot;

/** The bank could not be asked, however often it was tried. */
public final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unreachable(String message) {
        super(message);
    }
}
