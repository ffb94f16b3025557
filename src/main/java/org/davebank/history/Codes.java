package org.davebank.history;

/** The refusals that the checkers judge. */
final class Codes {

    static final String INSUFFICIENT_FUNDS = "insufficient_funds";

    private Codes() {}

    /** Whether a reversal is refused because of what was given back before. */
    static boolean isAboutReversal(String code) {
        return code.equals("already_reversed") || code.equals("exceeds_original");
    }
}
