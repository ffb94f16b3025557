package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * A recorded transaction: immutable, accepted or rejected.
 *
 * @param amountMinor positive
 * @param committedAtMs the cluster's clock in the log entry, wall milliseconds
 * @param effectiveAtMs when it counts for the customer, wall milliseconds
 * @param requestId what caused it: a request's trace id, or the import job's id
 * @param code null when POSTED
 * @param balanceAfterMinor the account's balance right after it (unchanged when REJECTED)
 * @param index log index of its entry in its shard
 * @param sequence its place among all records of its shard, from 0
 * @param attachments in the order in which they were attached; none in the answer to a post, so
 *     that a retry is answered as the first try was
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
        List<Attachment> attachments) {

    public Transaction {
        attachments = List.copyOf(attachments);
    }

    /** A transaction as it is recorded: files are attached later. */
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
                List.of());
    }

    /** The same transaction with its files. */
    public Transaction with(List<Attachment> files) {
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
                balanceAfterMinor,
                index,
                sequence,
                files);
    }
}
