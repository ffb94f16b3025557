package org.davebank.service.bank;

import java.math.BigDecimal;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * A deposit, withdrawal, transfer, reversal, or a step of a hold, as a client requests it.
 *
 * @param idempotencyKey identifies retries; null uses the id for that
 * @param id chosen by the client, or null for one made by the bank
 * @param effectiveAtMs null for the time of commit
 * @param amount 0 for what is left of a hold
 * @param purpose of a reversal or a step of a hold; else null
 */
public record PostRequest(
        AccountNumber account,
        TransactionKind kind,
        BigDecimal amount,
        @Nullable AccountNumber toAccount,
        @Nullable String currency,
        @Nullable String description,
        @Nullable String reference,
        @Nullable TransactionId id,
        @Nullable String idempotencyKey,
        @Nullable Long effectiveAtMs,
        @Nullable Purpose purpose) {

    /** A deposit, withdrawal or transfer. */
    public PostRequest(
            AccountNumber account,
            TransactionKind kind,
            BigDecimal amount,
            @Nullable AccountNumber toAccount,
            @Nullable String currency,
            @Nullable String description,
            @Nullable String reference,
            @Nullable TransactionId id,
            @Nullable String idempotencyKey,
            @Nullable Long effectiveAtMs) {
        this(
                account,
                kind,
                amount,
                toAccount,
                currency,
                description,
                reference,
                id,
                idempotencyKey,
                effectiveAtMs,
                null);
    }
}
