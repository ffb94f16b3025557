package org.davebank.history;

import org.jspecify.annotations.Nullable;

/**
 * One record in the book of an account. A movement between two accounts has a line in the book of each; that of its home
 * account, which pays, is its own line, the other one is the credit.
 *
 * @param id the same in both books
 * @param key of the calls that asked for it; null in a credit, and if no call of the history did
 * @param from the account that pays, or null
 * @param to the account that receives, or null
 * @param reverses what it gives back, or null
 * @param refusal the code of a recorded refusal, null if it is posted
 * @param balanceAfterMinor the balance of the book's account right after it
 * @param committedMs when it was posted
 * @param effectiveMs from when on a credit is funds
 * @param shard of the book's account
 * @param index in the log of the shard; lines with the same index stem from one entry
 * @param details whatever else the bank says about it, which must not change either
 */
public record Line(
        String id,
        @Nullable String key,
        @Nullable String from,
        @Nullable String to,
        long amountMinor,
        @Nullable Original reverses,
        @Nullable String refusal,
        long balanceAfterMinor,
        long committedMs,
        long effectiveMs,
        int shard,
        long index,
        String details) {

    boolean isPosted() {
        return refusal == null;
    }

    /** Whether it is the credit of a movement from another account. */
    boolean isCreditOf(String account) {
        return from != null && account.equals(to) && !account.equals(from);
    }

    /** What it adds to the balance of an account that it touches. */
    long effectOn(String account) {
        if (!isPosted()) {
            return 0;
        }
        return account.equals(from) ? -amountMinor : amountMinor;
    }

    /** Whether this is a credit that is no funds yet at this time. */
    boolean waitsAt(long nowMs, String account) {
        return effectOn(account) > 0 && effectiveMs > nowMs;
    }
}
