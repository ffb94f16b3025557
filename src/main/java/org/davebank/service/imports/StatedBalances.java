package org.davebank.service.imports;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.Money;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.Transaction;
import org.davebank.service.Shards;

/**
 * Compares the balances stated in a file with the ledger: a transaction's with the balance right
 * after it, an account's with the balance at the end of the import. A difference is reported and
 * changes nothing. A pass after a crash starts over and finds the same. Not thread-safe.
 */
final class StatedBalances {

    /** Accounts whose stated balance is remembered until the end, at 24 bytes each. */
    static final int ACCOUNTS_MAX = 1_000_000;

    /** Up to this many accounts are queried one by one; for more, all are listed. */
    static final int ACCOUNTS_ASKED_MAX = 100;

    /** Accounts whose balances are tracked in a newest-first file. */
    private static final int ACCOUNTS_FOLLOWED_MAX = 100_000;

    static final String DIFFERS = "balance_differs";
    static final String NOT_CHECKED = "balance_not_checked";

    private final int accountsMax;
    private final List<ImportJob.Warning> warnings = new ArrayList<>();
    private final Map<AccountNumber, BigDecimal> above = new HashMap<>();
    private long mismatches;
    private long unchecked;

    /** Number and position of each account packed into one long, for sorting and searching. */
    private long[] keys = new long[16];

    private long[] balances = new long[16];
    private long[] lines = new long[16];
    private int count;
    private boolean sorted;

    StatedBalances() {
        this(ACCOUNTS_MAX);
    }

    /** With a smaller capacity, for tests. */
    StatedBalances(int accountsMax) {
        this.accountsMax = accountsMax;
    }

    long mismatches() {
        return mismatches;
    }

    List<ImportJob.Warning> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * @param account its number, or its foreign id in the row
     */
    void warn(long line, String account, String code, String message) {
        if (warnings.size() < ImportJob.Progress.WARNINGS_MAX) {
            warnings.add(new ImportJob.Warning(line, account, code, message));
        }
    }

    /**
     * Checks a posted transaction, new or a duplicate.
     *
     * @param created it is new
     * @param newestFirst the file has its newest row first, so that its stated balance is not the
     *     balance right after the posting
     */
    void after(
            ImportRow.TransactionRow row,
            Transaction posted,
            boolean created,
            boolean newestFirst) {
        Decimal stated = row.statedBalance();
        if (stated == null) {
            return;
        }
        if (newestFirst && row.entry() == null) {
            before(row, posted, stated, created);
            return;
        }
        after(row, posted, stated.value());
        Decimal opening = row.openingBalance();
        if (opening != null) {
            // The only entry of a statement: its two balances also give what comes after it.
            BigDecimal again = opening.value().add(effect(posted));
            if (again.compareTo(stated.value()) != 0) {
                after(row, posted, again);
            }
        }
    }

    /**
     * Checks a row of a newest-first file: an account's first row states its final balance, each
     * later one the balance before the row above.
     */
    private void before(
            ImportRow.TransactionRow row, Transaction posted, Decimal stated, boolean created) {
        BigDecimal before = stated.value().subtract(effect(posted));
        BigDecimal expected =
                above.size() < ACCOUNTS_FOLLOWED_MAX
                        ? above.put(posted.account(), before)
                        : above.replace(posted.account(), before);
        if (expected == null && created) {
            try {
                long minor = Money.toMinor(stated.value(), posted.currency());
                remember(row.line(), minor, posted.account());
            } catch (ArithmeticException e) {
                // More decimals than the currency has: it differs from any balance.
                after(row, posted, stated.value());
            }
        } else if (expected != null && expected.compareTo(stated.value()) != 0) {
            mismatches++;
            warn(
                    row.line(),
                    posted.account().toString(),
                    DIFFERS,
                    "the file says "
                            + stated.value().toPlainString()
                            + " after this row, but "
                            + expected.toPlainString()
                            + " before the row above");
        }
    }

    private static BigDecimal effect(Transaction posted) {
        return Money.toMajor(posted.effectOn(posted.account()), posted.currency());
    }

    private void after(ImportRow.TransactionRow row, Transaction posted, BigDecimal stated) {
        String currency = posted.currency();
        BigDecimal known = Money.toMajor(posted.balanceAfterMinor(), currency);
        if (stated.compareTo(known) != 0) {
            String text = stated.setScale(Math.max(stated.scale(), known.scale())).toPlainString();
            differs(row.line(), posted.account(), "after this row", text, known, currency);
        }
    }

    private void differs(
            long line,
            AccountNumber account,
            String when,
            String stated,
            BigDecimal known,
            String currency) {
        mismatches++;
        warn(
                line,
                account.toString(),
                DIFFERS,
                "the file says "
                        + stated
                        + " "
                        + currency
                        + " "
                        + when
                        + ", the bank has "
                        + known.toPlainString());
    }

    /** Remembers an account that matches its row, except perhaps for the balance. */
    void remember(ImportRow.AccountRow row, AccountNumber number) {
        Long stated = row.balanceMinor();
        if (stated != null) {
            remember(row.line(), stated, number);
        }
    }

    private void remember(long line, long statedMinor, AccountNumber number) {
        if (count == accountsMax) {
            unchecked++;
            if (unchecked == 1) {
                warn(
                        line,
                        number.toString(),
                        NOT_CHECKED,
                        "from here on no balance of an account is checked: more than "
                                + accountsMax);
            }
            return;
        }
        if (count == keys.length) {
            int more = count * 2;
            keys = Arrays.copyOf(keys, more);
            balances = Arrays.copyOf(balances, more);
            lines = Arrays.copyOf(lines, more);
        }
        keys[count] = ((long) number.value() << 32) | count;
        balances[count] = statedMinor;
        lines[count] = line;
        count++;
        sorted = false;
    }

    /** Reads the remembered accounts and checks them, once everything is posted. */
    void settle(ImportWriter reader, Shards shards) throws ImportWriter.Ended {
        if (count > ACCOUNTS_ASKED_MAX) {
            for (int shard = 0; shard < shards.count(); shard++) {
                listAndCheck(reader, GroupId.ofShard(shard));
            }
            return;
        }
        Set<AccountNumber> numbers = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            numbers.add(new AccountNumber((int) (keys[i] >>> 32)));
        }
        for (AccountNumber number : numbers) {
            LedgerQuery query = new LedgerQuery.GetAccount(number);
            if (reader.read(shards.of(number), query) instanceof LedgerAnswer.AccountFound found
                    && found.account() != null) {
                check(found.account());
            }
        }
    }

    private void listAndCheck(ImportWriter reader, GroupId group) throws ImportWriter.Ended {
        int after = -1;
        while (true) {
            LedgerQuery query = new LedgerQuery.ListAccounts(after, LedgerLimits.PAGE_MAX, null);
            if (!(reader.read(group, query) instanceof LedgerAnswer.Accounts page)) {
                return;
            }
            page.accounts().forEach(this::check);
            if (!page.more() || page.accounts().isEmpty()) {
                return;
            }
            after = page.accounts().getLast().number().value();
        }
    }

    /** Compares an account's final state with all stated balances. */
    void check(Account account) {
        if (!sorted) {
            Arrays.sort(keys, 0, count);
            sorted = true;
        }
        long from = (long) account.number().value() << 32;
        int at = Arrays.binarySearch(keys, 0, count, from);
        for (int i = at < 0 ? -at - 1 : at; i < count && keys[i] >>> 32 == from >>> 32; i++) {
            int place = (int) keys[i];
            if (balances[place] != account.balanceMinor()) {
                String currency = account.currency();
                differs(
                        lines[place],
                        account.number(),
                        "as the balance",
                        Money.toMajor(balances[place], currency).toPlainString(),
                        Money.toMajor(account.balanceMinor(), currency),
                        currency);
            }
        }
    }
}
