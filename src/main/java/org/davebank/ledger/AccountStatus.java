package org.davebank.ledger;

/** ACTIVE accounts accept all postings, FROZEN accounts credits only, CLOSED accounts none. */
public enum AccountStatus {
    ACTIVE,
    FROZEN,
    CLOSED
}
