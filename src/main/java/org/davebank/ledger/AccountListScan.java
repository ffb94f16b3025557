package org.davebank.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Accounts in ascending number; it goes on behind the number that it looked at last. */
final class AccountListScan extends LedgerScan {

    private final String lowerText;
    private final int limit;
    private final List<Account> page = new ArrayList<>();
    private int after;

    AccountListScan(LedgerReader reader, LedgerQuery.ListAccounts list) {
        super(reader);
        String text = list.text();
        this.lowerText = text == null ? "" : text.toLowerCase(Locale.ROOT);
        this.limit = LedgerReader.pageLimit(list.limit());
        this.after = Math.max(-1, list.after());
    }

    @Override
    @Nullable LedgerAnswer step() {
        AccountTable accounts = reader.accounts();
        int number = accounts.numberAfter(after);
        if (number < 0) {
            return new LedgerAnswer.Accounts(page, false);
        }
        after = number;
        int ordinal = accounts.find(number);
        if (lowerText.isEmpty() || accounts.mayContain(ordinal, lowerText)) {
            Account account = accounts.account(ordinal);
            if (matches(account)) {
                if (page.size() == limit) {
                    return new LedgerAnswer.Accounts(page, true);
                }
                page.add(account);
            }
        }
        return null;
    }

    private boolean matches(Account account) {
        return lowerText.isEmpty()
                || account.number().toString().contains(lowerText)
                || LedgerReader.contains(account.holder(), lowerText)
                || account.aliases().stream()
                        .anyMatch(alias -> LedgerReader.contains(alias, lowerText));
    }
}
