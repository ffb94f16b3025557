package org.davebank.console.accounts;

import org.davebank.console.Formats;
import org.davebank.console.Texts;

/** The text that says how many of all accounts the list shows. */
final class AccountCount {

    private AccountCount() {}

    /**
     * @param all number of accounts in the bank
     * @param sought whether a search is active
     * @param first number of rows on the list's first page
     * @param whole whether that page is the whole list
     */
    static String text(long all, boolean sought, int first, boolean whole) {
        if (!sought) {
            return Texts.count("accounts.count", all);
        }
        return Texts.get(
                whole ? "accounts.fit" : "accounts.fit.more",
                Formats.number(first),
                Texts.count("accounts.count", all));
    }
}
