package org.davebank.ledger;

/** Whether a recorded transaction moved money. */
public enum TransactionStatus {
    POSTED,
    REJECTED
}
