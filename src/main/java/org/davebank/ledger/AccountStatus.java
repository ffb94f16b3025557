package org.davebank.ledger;

/** ACTIVE accounts take everything, FROZEN ones credits only, CLOSED ones nothing. */
public enum AccountStatus {
    ACTIVE,
    FROZEN,
    CLOSED
}
