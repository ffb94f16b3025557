package org.davebank.exchange;

/** The codes of the HTTP contract that a row or a file can earn before the ledger sees it. */
final class Codes {

    static final String MALFORMED_REQUEST = "malformed_request";
    static final String INVALID_ACCOUNT_NUMBER = "invalid_account_number";
    static final String INVALID_TYPE = "invalid_type";
    static final String INVALID_AMOUNT = "invalid_amount";
    static final String AMOUNT_TOO_LARGE = "amount_too_large";
    static final String SAME_ACCOUNT = "same_account";
    static final String TOO_LARGE = "too_large";
    static final String CURRENCY_MISMATCH = "currency_mismatch";
    static final String NOT_BOOKED = "not_booked";
    static final String NOT_IMPLEMENTED = "not_implemented";

    private Codes() {}
}
