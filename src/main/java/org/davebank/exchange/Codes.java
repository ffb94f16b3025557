package org.davebank.exchange;

/** Codes of the HTTP contract for rows and files that are rejected before the ledger sees them. */
public final class Codes {

    public static final String MALFORMED_REQUEST = "malformed_request";
    public static final String INVALID_ACCOUNT_NUMBER = "invalid_account_number";
    public static final String INVALID_TYPE = "invalid_type";
    public static final String INVALID_AMOUNT = "invalid_amount";
    public static final String AMOUNT_TOO_LARGE = "amount_too_large";
    public static final String SAME_ACCOUNT = "same_account";
    public static final String TOO_LARGE = "too_large";
    public static final String CURRENCY_MISMATCH = "currency_mismatch";
    public static final String NOT_BOOKED = "not_booked";
    public static final String HOLD_ENDED = "hold_ended";
    public static final String NOT_IMPLEMENTED = "not_implemented";

    private Codes() {}
}
