package org.davebank.fault;

/** The direction of messages that a fault affects. The order is the wire format. */
public enum Direction {
    IN,
    OUT,
    BOTH;

    /** True if a fault of this direction affects messages that go {@code way}, IN or OUT. */
    boolean covers(Direction way) {
        return this == BOTH || this == way;
    }
}
