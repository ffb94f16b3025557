package org.davebank.bot;

import org.jspecify.annotations.Nullable;

/**
 * One request of DaveBot to the bank.
 *
 * @param key idempotency key; also the reference, so that a second posting of the same order under
 *     another key would be noticed
 * @param account eight digits; of a transfer and its reversal, the account that pays
 * @param to the account that receives it, or null
 * @param amountMinor positive
 * @param reverses of a reversal, what it gives back
 */
public record Order(
        String key,
        Kind kind,
        String account,
        @Nullable String to,
        long amountMinor,
        String description,
        @Nullable Entry reverses) {
    public Order {
        if (amountMinor <= 0) {
            throw new IllegalArgumentException("an amount is positive, not " + amountMinor);
        }
    }

    /** A deposit, a withdrawal or a transfer. */
    public Order(
            String key,
            Kind kind,
            String account,
            @Nullable String to,
            long amountMinor,
            String description) {
        this(key, kind, account, to, amountMinor, description, null);
    }

    /** Gives back a part of what was posted. */
    static Order reversal(String key, Entry original, long amountMinor, String description) {
        String payee = original.to();
        return new Order(
                key,
                Kind.REVERSAL,
                payee == null ? original.account() : payee,
                payee == null ? null : original.account(),
                amountMinor,
                description,
                original);
    }

    /** The change of the first account's balance. */
    long effectMinor() {
        boolean credits =
                kind == Kind.DEPOSIT || (reverses != null && reverses.kind() == Kind.WITHDRAWAL);
        return credits ? amountMinor : -amountMinor;
    }
}
