package org.davebank.ledger;

import java.util.List;
import org.davebank.base.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is linked with reversals and holds, and what a batch has.
 *
 * @param reverses of a reversal, the transaction that it gives back; else null
 * @param credits whether a reversal without a to-account credits its account
 * @param reversedMinor what reversals have given back of the transaction, 0 or more
 * @param reversedBy the newest reversals of the transaction, newest first, at most {@link #SHOWN_MAX}
 * @param hold of a hold, or of what captures or releases one; else null
 * @param items of a batch; else null
 */
public record ReversalLinks(
        @Nullable TransactionId reverses,
        boolean credits,
        long reversedMinor,
        List<TransactionId> reversedBy,
        @Nullable Hold hold,
        @Nullable Items items) {

    /** Of a transaction that has nothing to do with others. */
    public static final ReversalLinks NONE = new ReversalLinks(null, false, 0, List.of(), null);

    /** Maximum number of reversals that a transaction shows. */
    public static final int SHOWN_MAX = 16;

    /**
     * The items of a batch, whose ids {@link Batch#idOf} gives.
     *
     * @param failed number of the item for which the batch was rejected, from 0; -1 if there is none or it
     *     is not known
     */
    public record Items(int count, int failed) {}

    /** What became of a hold. */
    public enum HoldState {
        ACTIVE,
        CAPTURED,
        RELEASED,
        EXPIRED
    }

    /**
     * A hold, or a link to one.
     *
     * @param of the hold that is captured or released; null if the transaction is a hold itself
     * @param state what has become of the hold; null of a step
     * @param remainingMinor what the hold reserves, also of what is being captured; 0 of a step
     * @param expiresAtMs when the hold ends by itself, wall milliseconds; 0 of a step
     */
    public record Hold(
            @Nullable TransactionId of,
            @Nullable HoldState state,
            long remainingMinor,
            long expiresAtMs) {

        /** The link of a capture or a release. */
        static Hold stepOf(TransactionId hold) {
            return new Hold(hold, null, 0, 0);
        }

        /** A hold right after it was made. */
        Hold asMade(long amountMinor) {
            return new Hold(null, HoldState.ACTIVE, amountMinor, expiresAtMs);
        }
    }

    /**
     * What the record of a posting itself says.
     *
     * @param credits whether a reversal credits its account
     * @param amountMinor what a hold reserves; 0 if it was rejected
     * @param stampMs of the decision
     */
    public static ReversalLinks of(
            LedgerCommand.@Nullable Purpose purpose,
            boolean credits,
            long amountMinor,
            long stampMs) {
        return switch (purpose) {
            case null -> NONE;
            case LedgerCommand.Purpose.Reverses(TransactionId original) ->
                    new ReversalLinks(original, credits, 0, List.of());
            case LedgerCommand.Purpose.Holds(long expiresInMs) ->
                    amountMinor == 0
                            ? NONE
                            : linked(
                                    new Hold(
                                            null,
                                            HoldState.ACTIVE,
                                            amountMinor,
                                            stampMs + expiresInMs));
            case LedgerCommand.Purpose.Captures captures -> linked(Hold.stepOf(captures.hold()));
            case LedgerCommand.Purpose.Releases releases -> linked(Hold.stepOf(releases.hold()));
            case LedgerCommand.Purpose.Bundles bundles ->
                    new ReversalLinks(
                            null,
                            false,
                            0,
                            List.of(),
                            null,
                            new Items(bundles.items(), bundles.failed()));
        };
    }

    private static ReversalLinks linked(Hold hold) {
        return new ReversalLinks(null, false, 0, List.of(), hold);
    }

    /** How a transaction is linked with reversals alone. */
    public ReversalLinks(
            @Nullable TransactionId reverses,
            boolean credits,
            long reversedMinor,
            List<TransactionId> reversedBy) {
        this(reverses, credits, reversedMinor, reversedBy, null);
    }

    /** How a transaction is linked that is no batch. */
    public ReversalLinks(
            @Nullable TransactionId reverses,
            boolean credits,
            long reversedMinor,
            List<TransactionId> reversedBy,
            @Nullable Hold hold) {
        this(reverses, credits, reversedMinor, reversedBy, hold, null);
    }

    public ReversalLinks {
        reversedBy = List.copyOf(reversedBy);
    }
}
