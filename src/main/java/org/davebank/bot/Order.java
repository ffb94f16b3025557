package org.davebank.bot;

/**
 * One request of DaveBot to the bank.
 *
 * @param key idempotency key; also the reference, so that a second posting of the same order under
 *     another key would be noticed
 * @param account eight digits
 * @param amountMinor positive
 */
public record Order(String key, Kind kind, String account, long amountMinor, String description) {
    public Order {
        if (amountMinor <= 0) {
            throw new IllegalArgumentException("an amount is positive, not " + amountMinor);
        }
    }
}
