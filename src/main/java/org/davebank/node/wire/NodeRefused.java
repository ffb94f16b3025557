package org.davebank.node.wire;

/** A node cannot start from this folder; the message tells people why and what to do. */
public final class NodeRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public NodeRefused(String message) {
        super(message);
    }

    /**
     * The folder is a copy of another one from which the same member runs.
     *
     * @param place this folder
     * @param other the other folder
     * @param address of the other node
     */
    public static NodeRefused secondLife(String place, String other, String name, String where) {
        return new NodeRefused(
                place
                        + " is a copy of "
                        + other
                        + ", which runs as "
                        + name
                        + " at "
                        + where
                        + ": stop that network first, or "
                        + FoundOut.clone(place));
    }
}
