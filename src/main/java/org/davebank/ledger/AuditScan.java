package org.davebank.ledger;

import java.util.Arrays;
import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes a replica's books from nothing but its records: every balance, CASH in each currency
 * and the chains of the state hash. It runs in slices between entries, follows the log while that
 * grows, and compares with the live state in the slice that reaches the end of the log, where both
 * stand at the same index. To be used by the ledger's own thread.
 */
public final class AuditScan {

    private final Ledger ledger;
    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final BindingBook bindings;
    private final AliasBook aliases;
    private final AttachmentBook attachments;
    private final TransactionView view;
    private final RecordCursor cursor = new RecordCursor();

    private long[] balances = new long[16];
    private long[] cash = new long[4];
    private long openingsRead;
    private long aliasesRead;
    private long bindingsRead;
    private long attachmentsRead;
    private long transactionsRead;
    private long openingsHash;
    private long aliasesHash;
    private long bindingsHash;
    private long attachmentsHash;
    private long transactionsHash;
    private long posted;
    private @Nullable String difference;
    private @Nullable AuditFinding finding;

    AuditScan(
            Ledger ledger,
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            BindingBook bindings,
            AliasBook aliases,
            AttachmentBook attachments) {
        this.ledger = ledger;
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.bindings = bindings;
        this.aliases = aliases;
        this.attachments = attachments;
        this.view = new TransactionView(transactions.records());
    }

    /**
     * Reads up to {@code records} more records; true when the audit is complete. About 0.1 µs a
     * record; the last slice also takes time in proportion to the accounts.
     */
    public boolean advance(int records) {
        if (finding != null) {
            return true;
        }
        for (int left = records; left > 0; left--) {
            if (openingsRead < accounts.openings().count()) {
                openingsHash = chained(openingsHash, accounts.openings(), openingsRead++);
            } else if (bindingsRead < bindings.records().count()) {
                bindingsHash = chained(bindingsHash, bindings.records(), bindingsRead++);
            } else if (aliasesRead < aliases.records().count()) {
                aliasesHash = chained(aliasesHash, aliases.records(), aliasesRead++);
            } else if (attachmentsRead < attachments.records().count()) {
                attachmentsHash =
                        chained(attachmentsHash, attachments.records(), attachmentsRead++);
            } else if (transactionsRead < transactions.count()) {
                readTransaction(transactionsRead++);
            } else {
                finding = compare();
                return true;
            }
        }
        return false;
    }

    /** The outcome; only when {@link #advance} has returned true. */
    public AuditFinding finding() {
        AuditFinding found = finding;
        if (found == null) {
            throw new IllegalStateException("the audit is not complete");
        }
        return found;
    }

    private long chained(long hash, RecordLog log, long sequence) {
        log.moveTo(sequence, cursor);
        return StateHash.chain(hash, cursor.bytes(), cursor.start(), cursor.length());
    }

    private void readTransaction(long sequence) {
        try {
            transactionsHash = chained(transactionsHash, transactions.records(), sequence);
            view.moveTo(sequence);
            if (view.rejected()) {
                expect(sequence, view.account(), view.balanceAfterMinor());
                return;
            }
            posted++;
            add(sequence, view.account(), view.balanceAfterMinor());
            if (view.isPostedTransfer()) {
                add(sequence, view.toAccount(), view.toBalanceAfterMinor());
            } else {
                int ordinal = accounts.find(view.account());
                int currency = ordinal < 0 ? 0 : accounts.currency(ordinal);
                if (currency >= cash.length) {
                    cash = Arrays.copyOf(cash, currency + 4);
                }
                cash[currency] -= view.effectOn(view.account());
            }
        } catch (IndexOutOfBoundsException | Invariant.Broken e) {
            note("record " + sequence + " cannot be read");
        }
    }

    private void add(long sequence, int number, long balanceAfterMinor) {
        int ordinal = accounts.find(number);
        if (ordinal < 0) {
            note("record " + sequence + " is posted to an account that does not exist");
            return;
        }
        if (ordinal >= balances.length) {
            balances = Arrays.copyOf(balances, Math.max(ordinal + 1, balances.length * 2));
        }
        balances[ordinal] += view.effectOn(number);
        expect(sequence, number, balanceAfterMinor);
    }

    private void expect(long sequence, int number, long balanceAfterMinor) {
        long computed = recomputed(accounts.find(number));
        if (computed != balanceAfterMinor) {
            note(
                    "record "
                            + sequence
                            + ": account "
                            + name(number)
                            + " stands at "
                            + computed
                            + " minor units by its history, "
                            + balanceAfterMinor
                            + " on record");
        }
    }

    /** A damaged record may hold any number. */
    private static String name(int number) {
        return number < 0 || number > AccountNumber.VALUE_MAX
                ? "?"
                : new AccountNumber(number).toString();
    }

    private long recomputed(int ordinal) {
        return ordinal >= 0 && ordinal < balances.length ? balances[ordinal] : 0;
    }

    private void note(String what) {
        if (difference == null) {
            difference = what;
        }
    }

    private AuditFinding compare() {
        long balancesHash = 0;
        for (int i = 0; i < accounts.count(); i++) {
            balancesHash ^= AccountTable.balanceHash(accounts.number(i), recomputed(i));
            if (accounts.balance(i) != recomputed(i)) {
                note(
                        "account "
                                + accounts.accountNumber(i)
                                + ": balance "
                                + accounts.balance(i)
                                + " minor units, "
                                + recomputed(i)
                                + " by its history");
            }
        }
        for (int i = 0; i < cashBook.count(); i++) {
            long computed = i < cash.length ? cash[i] : 0;
            if (cashBook.cash(i) != computed) {
                note(
                        "CASH in "
                                + cashBook.code(i)
                                + ": "
                                + cashBook.cash(i)
                                + " minor units, "
                                + computed
                                + " by the history");
            }
        }
        boolean balancesMatch = difference == null;
        long stateHash = ledger.stateHash();
        boolean hashMatches =
                stateHash
                        == Ledger.stateHash(
                                transactionsHash,
                                bindingsHash,
                                openingsHash,
                                aliasesHash,
                                attachmentsHash,
                                balancesHash);
        if (!hashMatches) {
            note("a record is not what it was when it was applied");
        }
        long sumMinor = ledger.sumMinor();
        if (sumMinor != 0) {
            note("balances sum to " + sumMinor + " minor units");
        }
        return new AuditFinding(
                ledger.appliedIndex(),
                stateHash,
                hashMatches,
                sumMinor,
                balancesMatch,
                accounts.count(),
                posted,
                difference == null
                        ? "all balances follow from " + transactionsRead + " records"
                        : difference);
    }
}
