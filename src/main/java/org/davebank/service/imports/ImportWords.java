package org.davebank.service.imports;

import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;

/** The wording of import problems. */
final class ImportWords {

    private ImportWords() {}

    /** For a file without a single readable row. */
    static String nothingRead(ImportCounts counts, @Nullable String firstReject) {
        return counts.rejected == 1
                ? "the only row was rejected: " + firstReject
                : "nothing of the file was imported, all "
                        + counts.rejected
                        + " rows were rejected; the first: "
                        + firstReject;
    }

    /** Null when every statement adds up. */
    static @Nullable String unbalanced(long statements) {
        if (statements == 0) {
            return null;
        }
        return statements == 1
                ? "a statement does not add up: its closing balance differs from what was posted"
                : statements
                        + " statements do not add up: their closing balances differ from what was posted";
    }

    /** The column that a code is about. */
    static String field(RejectionCode code) {
        return switch (code) {
            case INVALID_AMOUNT, AMOUNT_TOO_LARGE, BALANCE_OVERFLOW, INSUFFICIENT_FUNDS -> "amount";
            case CURRENCY_MISMATCH -> "currency";
            case SAME_ACCOUNT -> "to_account";
            case IDEMPOTENCY_KEY_REUSED -> "idempotency_key";
            case ALIAS_TAKEN, ALIAS_NOT_FOUND -> "aliases";
            case TRANSACTION_NOT_FOUND -> "reverses";
            default -> "account_num";
        };
    }
}
