package org.davebank.bot;

/**
 * One order from the first attempt to the last answer.
 *
 * @param startNs monotonic, before the first attempt
 * @param endNs monotonic, after the last answer
 */
public record Operation(Order order, long startNs, long endNs, Outcome outcome) {}
