package org.davebank.bot;

/** The bank's final answer to an order, after all retries under its key. */
public sealed interface Outcome {

    /** The bank acknowledged it. */
    record Posted(Entry entry) implements Outcome {}

    /** The bank rejected it, and must not change that answer. */
    record Rejected(String code, String detail) implements Outcome {}

    /** No attempt changed anything; there was no quorum or no server. */
    record NotDone(String detail) implements Outcome {}

    /** At least one attempt may have been carried out. */
    record Unknown(String detail) implements Outcome {}
}
