package org.davebank.base;

/** Bytes that cannot be decoded: truncated, out of range, or too long. */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }
}
