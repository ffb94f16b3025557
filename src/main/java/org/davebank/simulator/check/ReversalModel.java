package org.davebank.simulator.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the model of a shard knows of reversals.
 *
 * <pre>
 * Rule
 *   R1  of no transaction more is given back than it moved, in the payee's shard and in the payer's
 * </pre>
 */
final class ReversalModel {

    /** Sums by the sequence of the original's record: committed, and undecided. */
    private final Map<Long, Long> reversed = new TreeMap<>();

    private final Map<Long, Long> undecided = new TreeMap<>();

    /** The record that a posting gives back, or null. */
    static @Nullable Transaction original(Post post, @Nullable ModelAccount account) {
        if (post.reverses() == null || account == null) {
            return null;
        }
        AccountNumber to = post.toAccount();
        for (Transaction each : account.records()) {
            boolean fits =
                    to == null
                            ? each.account().equals(post.account())
                                    && (each.kind() == TransactionKind.DEPOSIT || isPaidOut(each))
                            : each.account().equals(to)
                                    && (each.kind() == TransactionKind.TRANSFER
                                            || each.kind() == TransactionKind.CAPTURE)
                                    && post.account().equals(each.toAccount());
            if (fits
                    && each.id().equals(post.reverses())
                    && each.status() == TransactionStatus.POSTED) {
                return each;
            }
        }
        return null;
    }

    private static boolean isPaidOut(Transaction each) {
        return each.kind() == TransactionKind.WITHDRAWAL
                || (each.kind() == TransactionKind.CAPTURE && each.toAccount() == null);
    }

    /** The kind of posting whose effect a posting has. */
    static TransactionKind effect(Post post, @Nullable Transaction original) {
        if (post.kind() == TransactionKind.CAPTURE) {
            return post.toAccount() == null ? TransactionKind.WITHDRAWAL : TransactionKind.TRANSFER;
        }
        if (original == null) {
            return post.kind();
        }
        return switch (original.kind()) {
            case DEPOSIT -> TransactionKind.WITHDRAWAL;
            case WITHDRAWAL -> TransactionKind.DEPOSIT;
            case CAPTURE ->
                    original.toAccount() == null
                            ? TransactionKind.DEPOSIT
                            : TransactionKind.TRANSFER;
            default -> TransactionKind.TRANSFER;
        };
    }

    @Nullable RejectionCode rejection(Transaction original, long amountMinor) {
        long before = reversed.getOrDefault(original.sequence(), 0L);
        if (before + amountMinor <= original.amountMinor()) {
            return null;
        }
        return before == original.amountMinor()
                ? RejectionCode.ALREADY_REVERSED
                : RejectionCode.EXCEEDS_ORIGINAL;
    }

    boolean isUndecided(Transaction original, long amountMinor) {
        return reversed.getOrDefault(original.sequence(), 0L)
                        + undecided.getOrDefault(original.sequence(), 0L)
                        + amountMinor
                > original.amountMinor();
    }

    void begin(@Nullable Transaction original, long amountMinor) {
        if (original != null) {
            undecided.merge(original.sequence(), amountMinor, Long::sum);
        }
    }

    /** A reversal that had begun is decided. */
    void end(@Nullable Transaction original, long amountMinor) {
        begin(original, -amountMinor);
    }

    /** A reversal is posted. */
    void posted(@Nullable Transaction original, long amountMinor) {
        if (original != null
                && reversed.merge(original.sequence(), amountMinor, Long::sum)
                        > original.amountMinor()) {
            throw new Violation("R1: more is given back than " + original + " has moved");
        }
    }

    /** A reversal credits the payer of a transfer of this shard. */
    void delivered(Deliver deliver, ModelAccount payer, long amountMinor) {
        if (deliver.reverses() == null) {
            return;
        }
        for (Transaction each : payer.records()) {
            if (each.id().equals(deliver.reverses())
                    && each.account().equals(payer.opening.number())
                    && each.status() == TransactionStatus.POSTED) {
                posted(each, amountMinor);
                return;
            }
        }
        throw new Violation("R1: nothing is known of what is given back by " + deliver);
    }

    static ReversalLinks links(Post post, @Nullable Transaction original) {
        return post.reverses() == null
                ? ReversalLinks.NONE
                : new ReversalLinks(
                        post.reverses(), original != null && isPaidOut(original), 0, List.of());
    }
}
