package org.davebank.fault;

/** Which way of a node a fault is about. The order is the wire format. */
public enum Direction {
    IN,
    OUT,
    BOTH;

    /** True when a fault of this direction is about messages that go {@code way}, IN or OUT. */
    boolean covers(Direction way) {
        return this == BOTH || this == way;
    }
}
