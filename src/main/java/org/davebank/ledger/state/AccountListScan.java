package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerQuery;
import org.jspecify.annotations.Nullable;

/**
 * A page of accounts in ascending order of number.
 *
 * <p>First examines the accounts in that order. With a text that few accounts contain, this would
 * read a page of the spill per account, because openings are stored in the order of opening. After
 * {@link #LOOKS_IN_ORDER_MAX} accounts it therefore scans all accounts once in the order of opening
 * and keeps the smallest matching numbers.
 */
final class AccountListScan extends LedgerScan {

    /** Number of accounts that are examined in ascending order of number. */
    static final int LOOKS_IN_ORDER_MAX = 1_024;

    private final String lowerText;
    private final int limit;
    private final long nowMs;

    /** Matches by number, at most one more than a page. */
    private final TreeMap<Integer, Account> found = new TreeMap<>();

    private int after;
    private int looks;
    private int nextOrdinal;

    AccountListScan(LedgerReader reader, LedgerQuery.ListAccounts list, long nowMs) {
        super(reader);
        String text = list.text();
        this.lowerText = text == null ? "" : text.toLowerCase(Locale.ROOT);
        this.nowMs = nowMs;
        this.limit = LedgerReader.pageLimit(list.limit());
        this.after = Math.max(-1, list.after());
    }

    @Override
    @Nullable LedgerAnswer step() {
        return lowerText.isEmpty() || looks < LOOKS_IN_ORDER_MAX
                ? stepInOrder()
                : stepInOrderOfOpening();
    }

    private @Nullable LedgerAnswer stepInOrder() {
        int number = reader.accounts().numberAfter(after);
        if (number < 0) {
            return page();
        }
        after = number;
        looks++;
        look(reader.accounts().find(number));
        return found.size() > limit ? page() : null;
    }

    private @Nullable LedgerAnswer stepInOrderOfOpening() {
        AccountTable accounts = reader.accounts();
        if (nextOrdinal == accounts.count()) {
            return page();
        }
        int ordinal = nextOrdinal++;
        int number = accounts.number(ordinal);
        boolean mayShow = found.size() <= limit || number < found.lastKey();
        if (number > after && mayShow) {
            look(ordinal);
            if (found.size() > limit + 1) {
                found.pollLastEntry();
            }
        }
        return null;
    }

    private void look(int ordinal) {
        AccountTable accounts = reader.accounts();
        if (lowerText.isEmpty() || accounts.mayContain(ordinal, lowerText)) {
            Account account = reader.account(ordinal, nowMs);
            if (matches(account)) {
                found.put(accounts.number(ordinal), account);
            }
        }
    }

    private LedgerAnswer page() {
        List<Account> page = new ArrayList<>(found.values());
        boolean more = page.size() > limit;
        return new LedgerAnswer.Accounts(more ? page.subList(0, limit) : page, more);
    }

    private boolean matches(Account account) {
        return lowerText.isEmpty()
                || account.number().toString().contains(lowerText)
                || LedgerReader.contains(account.holder(), lowerText)
                || account.aliases().stream()
                        .anyMatch(alias -> LedgerReader.contains(alias, lowerText));
    }
}
