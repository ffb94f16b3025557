package org.davebank.ledger;

/** Which checks apply, and whether a rejection is final. */
public enum PostingMode {
    /** A user's request: funds and status are checked, and a recorded rejection is final. */
    LIVE,

    /** An imported row that records past postings: neither funds nor a freeze are checked. */
    HISTORY,

    /** An imported row that is checked like a request. */
    IMPORT;

    /** Whether funds are checked, and whether the account is frozen. */
    public boolean isChecked() {
        return this != HISTORY;
    }

    /**
     * Whether it is an imported row. Another import decides a rejected row again; within the same
     * import the rejection is final.
     */
    public boolean isOfFile() {
        return this != LIVE;
    }
}
