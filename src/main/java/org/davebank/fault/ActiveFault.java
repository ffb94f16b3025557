package org.davebank.fault;

/**
 * An active fault.
 *
 * @param remainingNs time until it ends by itself, positive
 */
public record ActiveFault(FaultPlan plan, long remainingNs) {}
