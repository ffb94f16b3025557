package org.davebank.exchange;

import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerLimits;
import org.jspecify.annotations.Nullable;

/** How a row names an account. */
public sealed interface AccountRef {

    /** What the id of a statement names; null when it names nothing. */
    static @Nullable AccountRef of(String id) {
        String word = id.strip();
        if (AccountNumber.isValid(word)) {
            return new Number(AccountNumber.parse(word));
        }
        boolean usable = !word.isEmpty() && word.length() <= LedgerLimits.ALIAS_CHARS_MAX;
        return usable ? new External(word) : null;
    }

    /** By the bank's own number. */
    record Number(AccountNumber number) implements AccountRef {}

    /**
     * By a foreign bank's id, which is or becomes an alias.
     *
     * @param id 1 to {@link org.davebank.ledger.LedgerLimits#ALIAS_CHARS_MAX} characters
     */
    record External(String id) implements AccountRef {}
}
