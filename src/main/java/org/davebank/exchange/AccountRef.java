package org.davebank.exchange;

import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerLimits;
import org.jspecify.annotations.Nullable;

/** The account that a row names. */
public sealed interface AccountRef {

    /** Parses an account id of a statement; null when it is not a usable one. */
    static @Nullable AccountRef of(String id) {
        String word = id.strip();
        if (AccountNumber.isValid(word)) {
            return new Number(AccountNumber.parse(word));
        }
        boolean usable = !word.isEmpty() && word.length() <= LedgerLimits.ALIAS_CHARS_MAX;
        return usable ? new External(word) : null;
    }

    /** The bank's own account number. */
    record Number(AccountNumber number) implements AccountRef {}

    /**
     * Another bank's account id, which is or becomes an alias.
     *
     * @param id 1 to {@link org.davebank.ledger.LedgerLimits#ALIAS_CHARS_MAX} characters
     */
    record External(String id) implements AccountRef {}
}
