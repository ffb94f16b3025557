package org.davebank.host;

/** The two kinds of node processes. */
public enum NodeRole {
    SERVER("server"),
    WORKER("worker");

    private final String word;

    NodeRole(String word) {
        this.word = word;
    }

    /** As written in files and shown to users. */
    public String word() {
        return word;
    }

    /** Throws IllegalArgumentException for any other word. */
    static NodeRole of(String word) {
        return switch (word) {
            case "server" -> SERVER;
            case "worker" -> WORKER;
            default -> throw new IllegalArgumentException("no role: " + word);
        };
    }
}
