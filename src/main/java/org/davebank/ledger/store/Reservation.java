package org.davebank.ledger.store;

/**
 * What a movement that is not decided reserves of one account.
 *
 * @param account the ordinal of the account
 * @param number its number
 * @param needMinor funds
 * @param roomMinor room for credits
 */
public record Reservation(int account, int number, long needMinor, long roomMinor) {}
