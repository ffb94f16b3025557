package org.davebank.fault;

/** What a {@link FaultPlan} does to the messages that it matches. The order is the wire format. */
public enum FaultKind {
    /** Nothing passes, whoever the peer is. */
    ISOLATE,
    /** Nothing passes to or from the peers. */
    PARTITION,
    /** A message is lost with the plan's probability. */
    LOSS,
    /** Every message is late by the delay and a random part of the jitter. */
    DELAY,
    /** A message arrives twice with the plan's probability, the copy late by delay and jitter. */
    DUPLICATE,
    /** A message is held back with the plan's probability, so that later ones overtake it. */
    REORDER,
    /** No message is harmed: the node's wall clock jumps and runs away. */
    CLOCK
}
