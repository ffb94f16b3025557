package org.davebank.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Selects records of a list; null or the widest bound means any.
 *
 * @param fromMs inclusive bound on {@code effectiveAtMs}
 * @param toMs exclusive bound on {@code effectiveAtMs}
 * @param minE4 minimum amount in ten-thousandths of a major unit, the same for all currencies
 * @param maxE4 maximum amount in ten-thousandths of a major unit
 * @param text case-insensitive search text for id, reference, description and key
 * @param status null means any status if {@code anyStatus}, else POSTED
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
