package org.davebank.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Which records a list shows; null or the widest bound means any.
 *
 * @param fromMs inclusive bound on {@code effectiveAtMs}
 * @param toMs exclusive bound on {@code effectiveAtMs}
 * @param minE4 least amount in ten-thousandths of a major unit, so that currencies compare
 * @param maxE4 greatest amount in ten-thousandths of a major unit
 * @param text found, ignoring case, in id, reference, description or key
 * @param status null lists POSTED ones only when {@code anyStatus} is false
 */
public record TransactionFilter(
        long fromMs,
        long toMs,
        @Nullable TransactionKind kind,
        long minE4,
        long maxE4,
        @Nullable String text,
        @Nullable String reference,
        @Nullable String idempotencyKey,
        @Nullable TransactionStatus status,
        boolean anyStatus) {

    /** Every POSTED record. */
    public static final TransactionFilter POSTED =
            new TransactionFilter(
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    null,
                    0,
                    Long.MAX_VALUE,
                    null,
                    null,
                    null,
                    null,
                    false);
}
