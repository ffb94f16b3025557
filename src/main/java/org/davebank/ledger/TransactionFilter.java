package org.davebank.ledger;

import org.davebank.base.TransactionId;
import org.davebank.ledger.ReversalLinks.HoldState;
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
 * @param hold only holds of which this has become
 * @param ofHold only captures and releases of this hold
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
        boolean anyStatus,
        @Nullable HoldState hold,
        @Nullable TransactionId ofHold) {

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

    /** Every record, whatever its status. */
    public static final TransactionFilter ANY =
            new TransactionFilter(
                    POSTED.fromMs,
                    POSTED.toMs,
                    POSTED.kind,
                    POSTED.minE4,
                    POSTED.maxE4,
                    POSTED.text,
                    POSTED.reference,
                    POSTED.idempotencyKey,
                    POSTED.status,
                    true);

    /** A selection of records of all kinds. */
    public TransactionFilter(
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
        this(
                fromMs,
                toMs,
                kind,
                minE4,
                maxE4,
                text,
                reference,
                idempotencyKey,
                status,
                anyStatus,
                null,
                null);
    }

    /** The same selection of another period. */
    public TransactionFilter between(long newFromMs, long newToMs) {
        return with(newFromMs, newToMs, kind, text, hold, ofHold);
    }

    /** The same selection, but of this kind and with this text; null means any. */
    public TransactionFilter of(@Nullable TransactionKind newKind, @Nullable String newText) {
        return with(fromMs, toMs, newKind, newText, hold, ofHold);
    }

    /** The same selection, but only holds of a state, or only the steps of one hold. */
    public TransactionFilter with(@Nullable HoldState state, @Nullable TransactionId of) {
        return with(fromMs, toMs, kind, text, state, of);
    }

    private TransactionFilter with(
            long newFromMs,
            long newToMs,
            @Nullable TransactionKind newKind,
            @Nullable String newText,
            @Nullable HoldState newHold,
            @Nullable TransactionId newOfHold) {
        return new TransactionFilter(
                newFromMs,
                newToMs,
                newKind,
                minE4,
                maxE4,
                newText,
                reference,
                idempotencyKey,
                status,
                anyStatus,
                newHold,
                newOfHold);
    }

    /** What nodes can ask for that know nothing of states and steps; the rest is for the asker. */
    public TransactionFilter older() {
        return of(hold != null && kind == null ? TransactionKind.HOLD : kind, text)
                .with(null, null);
    }

    /** Whether it asks for holds of a state, or for the steps of one hold. */
    public boolean isAboutHolds() {
        return hold != null || ofHold != null;
    }

    /** Of a page that {@link #older} may have found, what this asks for. */
    public LedgerAnswer.Transactions picked(LedgerAnswer.Transactions page) {
        return isAboutHolds()
                ? new LedgerAnswer.Transactions(
                        page.transactions().stream().filter(this::picks).toList(),
                        page.nextBefore())
                : page;
    }

    private boolean picks(Transaction transaction) {
        ReversalLinks.Hold link = transaction.links().hold();
        return (hold == null || (link != null && link.state() == hold))
                && (ofHold == null || (link != null && ofHold.equals(link.of())));
    }
}
