package org.davebank.bot;

import org.jspecify.annotations.Nullable;

/**
 * One record of the bank's books, as the bank reports it.
 *
 * @param posted false for a recorded rejection
 * @param code the reason of a rejection, null when posted
 * @param committedMs when it was posted, in wall clock milliseconds
 * @param effectiveMs when a credit becomes available
 * @param index log index in its shard; a larger one is later, equal ones are the same log entry
 */
public record Entry(
        String id,
        @Nullable String key,
        @Nullable String reference,
        Kind kind,
        String account,
        long amountMinor,
        boolean posted,
        @Nullable String code,
        long balanceAfterMinor,
        long committedMs,
        long effectiveMs,
        int shard,
        long index) {

    /** Whether this is a posted credit that was not available yet at this moment. */
    boolean waitsAt(long nowMs) {
        return posted && kind == Kind.DEPOSIT && effectiveMs > nowMs;
    }
}
