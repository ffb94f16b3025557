package org.davebank.bot;

/**
 * One strong read of a balance.
 *
 * @param startNs monotonic, before the first attempt
 * @param endNs monotonic, after the answer
 */
public record Look(String account, long startNs, long endNs, long balanceMinor) {}
