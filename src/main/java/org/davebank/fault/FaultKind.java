package org.davebank.fault;

/** What a {@link FaultPlan} does to the messages that it matches. The order is the wire format. */
public enum FaultKind {
    /** No message passes, whichever the peer. */
    ISOLATE,
    /** No message passes to or from the peers. */
    PARTITION,
    /** A message is lost with the plan's probability. */
    LOSS,
    /** Every message is delayed by the delay and a random part of the jitter. */
    DELAY,
    /**
     * A message arrives twice with the plan's probability, the copy delayed by delay and jitter.
     */
    DUPLICATE,
    /** A message is held back with the plan's probability, so that later ones overtake it. */
    REORDER,
    /** Messages pass unharmed: the node's wall clock jumps and drifts. */
    CLOCK
}
