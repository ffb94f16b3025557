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
 * @param hold of a capture or a release, the hold
 * @param expiresInS of a hold, when it ends by itself; else 0
 * @param last of a capture, whether it ends the hold
 */
public record Order(
        String key,
        Kind kind,
        String account,
        @Nullable String to,
        long amountMinor,
        String description,
        @Nullable Entry reverses,
        @Nullable Entry hold,
        long expiresInS,
        boolean last) {
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
        this(key, kind, account, to, amountMinor, description, null, null, 0, false);
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
                original,
                null,
                0,
                false);
    }

    /** Reserves an amount, for an account or to be paid out. */
    static Order hold(
            String key,
            String account,
            @Nullable String to,
            long amountMinor,
            long expiresInS,
            String description) {
        return new Order(
                key,
                Kind.HOLD,
                account,
                to,
                amountMinor,
                description,
                null,
                null,
                expiresInS,
                false);
    }

    /** Takes a part of a hold; the last one frees the rest. */
    static Order capture(String key, Entry hold, long amountMinor, boolean last) {
        return new Order(
                key, Kind.CAPTURE, hold.account(), hold.to(), amountMinor, "", null, hold, 0, last);
    }

    /** Frees a part of a hold. */
    static Order release(String key, Entry hold, long amountMinor) {
        return new Order(
                key, Kind.RELEASE, hold.account(), null, amountMinor, "", null, hold, 0, false);
    }

    /** The account that it pays to, or null. */
    @Nullable String payee() {
        return kind == Kind.HOLD ? null : to;
    }

    /** The change of the first account's balance. */
    long effectMinor() {
        if (kind == Kind.HOLD || kind == Kind.RELEASE) {
            return 0;
        }
        boolean credits = kind == Kind.DEPOSIT || (reverses != null && reverses.isPaidOut());
        return credits ? amountMinor : -amountMinor;
    }
}
