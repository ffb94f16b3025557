package org.davebank.history;

/**
 * A posting that is given back, whole or in parts.
 *
 * @param id unique in the history
 * @param amountMinor what it has moved
 */
public record Original(String id, long amountMinor) {}
