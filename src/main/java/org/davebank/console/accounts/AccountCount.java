package org.davebank.console.accounts;

import org.davebank.console.Formats;
import org.davebank.console.Texts;

/** How many accounts the list shows, of how many. */
final class AccountCount {

    private AccountCount() {}

    /**
     * @param all accounts of the bank
     * @param sought whether the list is searched
     * @param first rows of the list's first page
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
