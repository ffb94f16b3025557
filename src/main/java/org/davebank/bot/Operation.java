package org.davebank.bot;

/**
 * One order from its first attempt to its last answer.
 *
 * @param startNs monotonic, before the first attempt
 * @param endNs monotonic, after the last answer
 */
public record Operation(Order order, long startNs, long endNs, Outcome outcome) {}
