package org.davebank.bot;

/** What an order does to its account. DaveBot itself only gives DEPOSIT and WITHDRAWAL. */
public enum Kind {
    DEPOSIT,
    WITHDRAWAL,
    /** Made by somebody else, such as a transfer; its effect is taken from its balance. */
    OTHER
}
