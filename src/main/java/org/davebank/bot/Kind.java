package org.davebank.bot;

/** What an order or a record does. DaveBot itself does not use OTHER. */
public enum Kind {
    DEPOSIT,
    WITHDRAWAL,
    TRANSFER,
    REVERSAL,
    /** Unknown to DaveBot; its effect is taken from its balance. */
    OTHER
}
