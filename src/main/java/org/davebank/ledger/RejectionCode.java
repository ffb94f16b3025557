package org.davebank.ledger;

/**
 * Why the bank rejects a command. The lower-case name is the code of the HTTP contract. Records and
 * messages hold the place of a code in this list.
 */
public enum RejectionCode {
    INVALID_AMOUNT,
    AMOUNT_TOO_LARGE,
    BALANCE_OVERFLOW,
    INSUFFICIENT_FUNDS,
    SAME_ACCOUNT,
    CURRENCY_MISMATCH,
    ACCOUNT_NOT_FOUND,
    TRANSACTION_NOT_FOUND,
    ALIAS_NOT_FOUND,
    ACCOUNT_FROZEN,
    ACCOUNT_CLOSED,
    BALANCE_NOT_ZERO,
    ACCOUNT_EXISTS,
    ALIAS_TAKEN,
    IDEMPOTENCY_KEY_REUSED,
    AMBIGUOUS_ID,
    VERSION_MISMATCH,
    TOO_LARGE,
    UPLOAD_EXPIRED,
    SHARD_FULL,
    INVALID_EFFECTIVE_AT,
    TOO_BUSY,
    TRANSFER_PENDING,
    ALREADY_REVERSED,
    EXCEEDS_ORIGINAL,
    HOLD_NOT_FOUND,
    HOLD_ENDED,
    HOLD_SETTLED,
    EXCEEDS_HOLD;

    /** The code as the HTTP contract spells it. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
