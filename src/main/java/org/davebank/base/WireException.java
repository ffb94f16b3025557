package org.davebank.base;

/** Bytes that are no message of ours: truncated, out of range, or longer than they may be. */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }
}
