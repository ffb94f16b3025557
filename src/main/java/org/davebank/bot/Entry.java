package org.davebank.bot;

import org.jspecify.annotations.Nullable;

/**
 * One record of the bank's books, as the bank tells it.
 *
 * @param posted false for a recorded rejection
 * @param code why it was rejected, null when posted
 * @param committedMs when it was booked, wall milliseconds
 * @param effectiveMs since when a credit is funds
 * @param index log index in its shard; larger is later, equal means the same log entry
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

    /** A credit that was booked and was no funds yet at a moment. */
    boolean waitsAt(long nowMs) {
        return posted && kind == Kind.DEPOSIT && effectiveMs > nowMs;
    }
}
