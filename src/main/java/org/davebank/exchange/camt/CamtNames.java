package org.davebank.exchange.camt;

/** Names shared by the readers and writers of camt.053. */
final class CamtNames {

    /** The namespace of statements, before the two digits of the version. */
    static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

    static final int VERSION_MIN = 2;
    static final int VERSION_MAX = 13;

    /** Issuer of the proprietary transaction codes by which we recognise our own statements. */
    static final String ISSUER = "DaveBank";

    /** Type of the proprietary reference from a reversal to what it reverses. */
    static final String REVERSES = "REVERSES";

    /** The same from a capture to its hold. */
    static final String CAPTURES = "CAPTURES";

    /** The same with the instant at which a hold ends by itself. */
    static final String EXPIRES = "EXPIRES";

    static final String CREDIT = "CRDT";
    static final String DEBIT = "DBIT";
    static final String BOOKED = "BOOK";
    static final String PENDING = "PDNG";
    static final String OPENING = "OPBD";
    static final String CLOSING = "CLBD";

    /** The closing balance of the previous statement: the opening balance if there is no other. */
    static final String PREVIOUS_CLOSING = "PRCD";

    /** Maximum length of the standard's short references. */
    static final int REFERENCE_CHARS_MAX = 35;

    private CamtNames() {}
}
