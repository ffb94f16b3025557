package org.davebank.history;

/** What a client was answered. */
public sealed interface Answered {

    /** The movement is posted; the line is that of its home account. */
    record Posted(Line line) implements Answered {}

    /**
     * The bank refuses it.
     *
     * @param recorded whether that is the bank's answer for ever; else a repetition is decided again
     */
    record Refused(String code, boolean recorded) implements Answered {}

    /** The balance of the account. */
    record Balance(long minor) implements Answered {}

    /** Surely nothing was done. */
    record NotDone() implements Answered {}

    /** It may be done, now, later or never. */
    record Unknown() implements Answered {}
}
