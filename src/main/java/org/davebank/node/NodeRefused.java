package org.davebank.node;

/** A node cannot start from this folder; the message tells a person why and what to do. */
public final class NodeRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public NodeRefused(String message) {
        super(message);
    }
}
