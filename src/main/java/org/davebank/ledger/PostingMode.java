package org.davebank.ledger;

/** What is checked, and whether a rejection stands for good. */
public enum PostingMode {
    /** A request of somebody: funds and status are checked, and a recorded rejection stands. */
    LIVE,

    /** A row of a file that records what happened elsewhere: funds and status are not checked. */
    HISTORY,

    /** A row of a file that is checked as a request is. */
    IMPORT;

    /** Whether funds and the account's status count. */
    public boolean isChecked() {
        return this != HISTORY;
    }

    /**
     * Whether it is a row of a file. A rejected row is decided again when another import brings
     * it; the import that it was rejected in stays with its answer.
     */
    public boolean isOfFile() {
        return this != LIVE;
    }
}
