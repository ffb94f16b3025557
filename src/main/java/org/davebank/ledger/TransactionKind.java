package org.davebank.ledger;

/** The effect of a transaction on its account. */
public enum TransactionKind {
    DEPOSIT,
    WITHDRAWAL,
    TRANSFER,
    REVERSAL
}
