package org.davebank.node.port;

/** The two clocks of a node. */
public interface Time {

    /** Monotonic nanoseconds from an arbitrary origin. */
    long nowNs();

    /** Wall clock in milliseconds since 1970. May jump: safety never depends on it. */
    long wallMs();
}
