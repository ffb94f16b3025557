package org.davebank.exchange.camt;

/** What readers and writers of camt.053 agree on. */
final class CamtNames {

    /** The namespace of all versions of statements; two digits follow. */
    static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

    static final int VERSION_MIN = 2;
    static final int VERSION_MAX = 13;

    /** Who gives the proprietary transaction code by which our own statements are known again. */
    static final String ISSUER = "DaveBank";

    static final String CREDIT = "CRDT";
    static final String DEBIT = "DBIT";
    static final String BOOKED = "BOOK";
    static final String OPENING = "OPBD";
    static final String CLOSING = "CLBD";

    /** What the statement before ended with: the opening balance where there is no other. */
    static final String PREVIOUS_CLOSING = "PRCD";

    /** Longest text of the standard's short references. */
    static final int REFERENCE_CHARS_MAX = 35;

    private CamtNames() {}
}
