package org.davebank.ledger;

/** The effect of a transaction on its account. */
public enum TransactionKind {
    DEPOSIT,
    WITHDRAWAL,
    TRANSFER,
    REVERSAL,

    /** Reserves funds and moves nothing. */
    HOLD,

    /** Debits what a hold reserves. */
    CAPTURE,

    /** Frees what a hold reserves and moves nothing. */
    RELEASE
}
