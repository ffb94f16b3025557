package org.davebank.exchange;

import org.davebank.base.AccountNumber;

/** How a row names an account. */
public sealed interface AccountRef {

    /** By the bank's own number. */
    record Number(AccountNumber number) implements AccountRef {}

    /**
     * By a foreign bank's id, which is or becomes an alias.
     *
     * @param id 1 to {@link org.davebank.ledger.LedgerLimits#ALIAS_CHARS_MAX} characters
     */
    record External(String id) implements AccountRef {}
}
