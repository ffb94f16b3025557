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
    RELEASE,

    /** The decision about a batch, whose items have records of their own. It moves nothing itself. */
    BATCH
}
