package org.davebank.transport.packet;

/**
 * The four classes of messages, most urgent first. Each has its own queue and credit, so that a
 * class never waits for a lower one. The class is unencrypted in a packet's header.
 */
public enum Priority {
    /** Fault, process and telemetry control, and handshakes: fault wrappers spare them. */
    CONTROL,
    /** Heartbeats, votes and probes: small, sent at once, not retransmitted. */
    HEARTBEAT,
    /** Log entries, requests and their answers: retransmitted until acknowledged or expired. */
    LOG,
    /** Chunks of files: retransmitted like LOG, and the first to yield. */
    FILE;

    public static final int COUNT = 4;

    private static final Priority[] ALL = values();

    /** The class with that code; only for codes 0 to 3. */
    public static Priority of(int code) {
        return ALL[code];
    }

    /** Whether single-datagram messages of this class are sent once without acknowledgement. */
    public boolean isFleeting() {
        return this == CONTROL || this == HEARTBEAT;
    }
}
