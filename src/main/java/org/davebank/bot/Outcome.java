package org.davebank.bot;

/** What the bank answered to an order in the end, after all retries under its key. */
public sealed interface Outcome {

    /** Acknowledged. */
    record Posted(Entry entry) implements Outcome {}

    /** The bank said no, and that must stay so. */
    record Rejected(String code, String detail) implements Outcome {}

    /** Every attempt surely changed nothing; there was no quorum or no server. */
    record NotDone(String detail) implements Outcome {}

    /** At least one attempt may have been carried out. */
    record Unknown(String detail) implements Outcome {}
}
