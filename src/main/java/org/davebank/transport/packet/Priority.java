package org.davebank.transport.packet;

/**
 * The four classes of messages, most urgent first. Each has its own queue and its own credit, so
 * that a class never waits for a lower one. The class of a packet stands in clear in its header.
 */
public enum Priority {
    /** Fault, process and telemetry control, and handshakes: spared by fault wrappers. */
    CONTROL,
    /** Heartbeats, votes and probes: small, sent at once, not repeated when lost. */
    HEARTBEAT,
    /** Log entries, requests and their answers: repeated until acknowledged or too old. */
    LOG,
    /** Chunks of files: repeated like LOG, and first to give way. */
    FILE;

    public static final int COUNT = 4;

    private static final Priority[] ALL = values();

    /** The class with that code; only for codes 0 to 3. */
    public static Priority of(int code) {
        return ALL[code];
    }

    /** True for the classes whose messages of one datagram are sent once and forgotten. */
    public boolean isFleeting() {
        return this == CONTROL || this == HEARTBEAT;
    }
}
