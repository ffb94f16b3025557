package org.davebank.history;

import org.jspecify.annotations.Nullable;

/** What a client asks for. */
public sealed interface Asked {

    /**
     * Money moves: a deposit, a withdrawal, a transfer, or the reversal of one.
     *
     * @param key calls with the same key ask for the same movement
     * @param from the account that pays, null for a deposit
     * @param to the account that receives, null for a withdrawal
     * @param checked whether the bank has to look at the payer's funds
     * @param reverses what it gives back, or null
     */
    record Move(
            String key,
            @Nullable String from,
            @Nullable String to,
            long amountMinor,
            boolean checked,
            @Nullable Original reverses)
            implements Asked {
        public Move {
            if (from == null && to == null) {
                throw new IllegalArgumentException("a movement needs an account");
            }
        }
    }

    /** The balance of an account, by a strong read. */
    record Balance(String account) implements Asked {}
}
