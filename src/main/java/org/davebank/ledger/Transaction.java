package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * A recorded transaction: immutable, accepted or rejected.
 *
 * @param amountMinor positive; 0 of a batch
 * @param committedAtMs stamp of the log entry, wall-clock milliseconds
 * @param effectiveAtMs value date, wall-clock milliseconds
 * @param requestId its cause: a request's trace id, or the import job's id
 * @param code null when POSTED
 * @param balanceAfterMinor the account's balance right after it (unchanged when REJECTED); in the
 *     history of the credited account that account's
 * @param index log index of its entry in its shard
 * @param sequence position among all records of its shard, from 0
 * @param attachments in the order of attachment; empty in the answer to a post, so that a retry
 *     gets the same answer as the first attempt
 * @param links with reversals and holds, or of a batch with its items; what has been given back is 0 in the answer to a post, and a
 *     hold is active
 */
public record Transaction(
        TransactionId id,
        @Nullable String idempotencyKey,
        TransactionKind kind,
        AccountNumber account,
        @Nullable AccountNumber toAccount,
        long amountMinor,
        String currency,
        long committedAtMs,
        long effectiveAtMs,
        @Nullable String reference,
        @Nullable String description,
        String by,
        String requestId,
        TransactionStatus status,
        @Nullable RejectionCode code,
        long balanceAfterMinor,
        long index,
        long sequence,
        List<Attachment> attachments,
        ReversalLinks links) {

    public Transaction {
        attachments = List.copyOf(attachments);
    }

    /** A transaction without attachments, as it is recorded. */
    public Transaction(
            TransactionId id,
            @Nullable String idempotencyKey,
            TransactionKind kind,
            AccountNumber account,
            @Nullable AccountNumber toAccount,
            long amountMinor,
            String currency,
            long committedAtMs,
            long effectiveAtMs,
            @Nullable String reference,
            @Nullable String description,
            String by,
            String requestId,
            TransactionStatus status,
            @Nullable RejectionCode code,
            long balanceAfterMinor,
            long index,
            long sequence) {
        this(
                id,
                idempotencyKey,
                kind,
                account,
                toAccount,
                amountMinor,
                currency,
                committedAtMs,
                effectiveAtMs,
                reference,
                description,
                by,
                requestId,
                status,
                code,
                balanceAfterMinor,
                index,
                sequence,
                List.of(),
                ReversalLinks.NONE);
    }

    /** A copy as the history of the credited account shows it. */
    public Transaction withBalanceAfter(long minor) {
        return copy(minor, attachments, links);
    }

    /** What it has added to the balance of an account that it touches; negative for a debit. */
    public long effectOn(AccountNumber number) {
        if (status == TransactionStatus.REJECTED || movesNothing()) {
            return 0;
        }
        boolean credits =
                switch (kind) {
                    case DEPOSIT -> true;
                    case WITHDRAWAL, HOLD, RELEASE, BATCH -> false;
                    case TRANSFER, CAPTURE -> !account.equals(number);
                    case REVERSAL -> links.credits() || !account.equals(number);
                };
        return credits ? amountMinor : -amountMinor;
    }

    /** Its kind; of a capture that of a posting with the same effect. */
    public TransactionKind effect() {
        if (kind != TransactionKind.CAPTURE) {
            return kind;
        }
        return toAccount == null ? TransactionKind.WITHDRAWAL : TransactionKind.TRANSFER;
    }

    /** Whether its kind moves no money: it reserves or frees some, or its items move it. */
    public boolean movesNothing() {
        return kind == TransactionKind.HOLD
                || kind == TransactionKind.RELEASE
                || kind == TransactionKind.BATCH;
    }

    /** Whether it moves money from one account to another. */
    public boolean isBetweenAccounts() {
        return toAccount != null
                && (kind == TransactionKind.TRANSFER
                        || kind == TransactionKind.REVERSAL
                        || kind == TransactionKind.CAPTURE);
    }

    /** A copy without what has happened to it since. */
    public Transaction asRecorded() {
        ReversalLinks.Hold hold = links.hold();
        if (hold != null && hold.of() == null) {
            hold = hold.asMade(amountMinor);
        }
        return with(
                List.of(),
                new ReversalLinks(
                        links.reverses(), links.credits(), 0, List.of(), hold, links.items()));
    }

    /** A copy with what has happened to it since. */
    public Transaction with(List<Attachment> files, ReversalLinks reversals) {
        return copy(balanceAfterMinor, files, reversals);
    }

    private Transaction copy(
            long otherBalanceAfterMinor, List<Attachment> files, ReversalLinks reversals) {
        return new Transaction(
                id,
                idempotencyKey,
                kind,
                account,
                toAccount,
                amountMinor,
                currency,
                committedAtMs,
                effectiveAtMs,
                reference,
                description,
                by,
                requestId,
                status,
                code,
                otherBalanceAfterMinor,
                index,
                sequence,
                files,
                reversals);
    }
}
