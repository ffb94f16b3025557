package org.davebank.api.bank;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A transaction, posted or rejected. */
public record TransactionAnswer(
        @Shown("019a4c3e-7b1d-7c55-9a3f-1f0e5a6b7c8d") String id,
        @Shown("0d9b5c1e-6a0f-4f7d-8d53-5a2c1e9b7f10") @Nullable String idempotencyKey,
        @Shown(
                        value = "deposit",
                        about =
                                "deposit, withdrawal, transfer, reversal, hold, capture, release"
                                        + " or batch")
                String transactionType,
        @Shown("12345678") String accountNum,
        @Shown(about = "of a transfer, the account that receives") @Nullable String toAccount,
        @Shown("12.50") BigDecimal amount,
        @Shown("1250") long amountMinor,
        @Shown(value = "GBP", about = "ISO 4217") String currency,
        @Shown(value = "2026-11-02T09:15:00.123Z", about = "by the network's clock")
                String committedAt,
        @Shown("2026-11-02T09:15:00.123Z") String effectiveAt,
        @Shown("2026-11/17") @Nullable String reference,
        @Shown("wages") @Nullable String description,
        @Shown(value = "admin", about = "who asked for it") String by,
        @Shown(value = "POSTED", about = "POSTED or REJECTED") String status,
        @Shown(about = "why it was rejected") @Nullable String code,
        @Shown(about = "the transaction that this one reverses") @Nullable String reverses,
        @Shown(value = "0.00", about = "what reversals have given back of it") BigDecimal reversed,
        @Shown("0") long reversedMinor,
        @Shown(value = "[]", about = "its newest reversals, at most 16") List<String> reversedBy,
        @Shown(about = "of a hold, what has become of it") @Nullable Hold hold,
        @Shown(about = "the hold that this one captures") @Nullable String captures,
        @Shown(about = "the hold that this one releases") @Nullable String releases,
        @Shown(about = "of a batch that was posted, the ids of its items")
                @Nullable List<String> items,
        List<AttachedFile> attachments,
        @Shown("112.50") BigDecimal balanceAfter,
        @Shown("11250") long balanceAfterMinor,
        @Shown("1") int shard,
        @Shown(value = "4711", about = "its place in the shard's log") long index)
        implements Body {
    /** What has become of a hold. */
    public record Hold(
            @Shown(value = "active", about = "active, captured, released or expired") String state,
            @Shown(value = "12.50", about = "what it still reserves") BigDecimal remaining,
            @Shown("1250") long remainingMinor,
            @Shown(value = "2026-11-09T09:15:00.123Z", about = "when it ends by itself")
                    String expiresAt)
            implements Body {}

    public TransactionAnswer {
        reversedBy = List.copyOf(reversedBy);
        attachments = List.copyOf(attachments);
        items = items == null ? null : List.copyOf(items);
    }
}
