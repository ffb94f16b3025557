package org.davebank.bot;

/** What an order or a record does. DaveBot itself does not use OTHER. */
public enum Kind {
    DEPOSIT,
    WITHDRAWAL,
    TRANSFER,
    REVERSAL,

    /** Reserves an amount. */
    HOLD,

    /** Takes a part of what is held. */
    CAPTURE,

    /** Frees a part of what is held. */
    RELEASE,

    /** Unknown to DaveBot; its effect is taken from its balance. */
    OTHER;

    /** Whether it changes a balance; holds only say what of it is available. */
    boolean movesMoney() {
        return this != HOLD && this != RELEASE;
    }
}
