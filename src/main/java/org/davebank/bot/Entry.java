package org.davebank.bot;

import org.jspecify.annotations.Nullable;

/**
 * One record of the bank's books, as the bank reports it.
 *
 * @param to the account that receives it, or null
 * @param posted false for a recorded rejection
 * @param code the reason of a rejection, null when posted
 * @param committedMs when it was posted, in wall clock milliseconds
 * @param effectiveMs when a credit becomes available
 * @param index log index in its shard; a larger one is later, equal ones are the same log entry
 * @param reverses of a reversal, the id of what it gives back
 * @param hold of a capture or a release, the id of its hold
 * @param expiresMs of a hold, when it ends by itself, in wall clock milliseconds; else 0
 */
public record Entry(
        String id,
        @Nullable String key,
        @Nullable String reference,
        Kind kind,
        String account,
        @Nullable String to,
        long amountMinor,
        boolean posted,
        @Nullable String code,
        long balanceAfterMinor,
        long committedMs,
        long effectiveMs,
        int shard,
        long index,
        @Nullable String reverses,
        @Nullable String hold,
        long expiresMs) {

    /** Whether it is the credit of a transfer, or of the reversal of one, in this account's books. */
    boolean isCreditOf(String owner) {
        return owner.equals(to)
                && !owner.equals(account)
                && kind != Kind.OTHER
                && kind != Kind.HOLD;
    }

    /** Whether it took money that went to no account of the bank. */
    boolean isPaidOut() {
        return kind == Kind.WITHDRAWAL || (kind == Kind.CAPTURE && to == null);
    }

    /** Whether this is a posted credit that was not available yet at this moment. */
    boolean waitsAt(long nowMs, String owner) {
        return posted && (kind == Kind.DEPOSIT || isCreditOf(owner)) && effectiveMs > nowMs;
    }
}
