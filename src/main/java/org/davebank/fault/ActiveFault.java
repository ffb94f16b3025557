package org.davebank.fault;

/**
 * A fault as it stands.
 *
 * @param remainingNs until it ends by itself, positive
 */
public record ActiveFault(FaultPlan plan, long remainingNs) {}
