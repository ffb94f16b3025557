package org.davebank.ledger;

/**
 * LIVE checks funds and the account's status; HISTORY posts what has already happened elsewhere.
 */
public enum PostingMode {
    LIVE,
    HISTORY
}
