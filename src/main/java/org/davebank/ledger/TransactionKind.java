package org.davebank.ledger;

/** What a transaction does to the account that it is posted to. */
public enum TransactionKind {
    DEPOSIT,
    WITHDRAWAL,
    TRANSFER,
    REVERSAL
}
