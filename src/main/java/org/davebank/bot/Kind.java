package org.davebank.bot;

/** The effect of an order on its account. DaveBot itself only uses DEPOSIT and WITHDRAWAL. */
public enum Kind {
    DEPOSIT,
    WITHDRAWAL,
    /** Made by another client, such as a transfer; its effect is taken from its balance. */
    OTHER
}
