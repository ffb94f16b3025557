package org.davebank.ledger.state;

import java.util.Arrays;
import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.store.BookSums;
import org.davebank.ledger.store.CashBook;
import org.davebank.ledger.store.RecordCursor;
import org.davebank.ledger.store.RecordLog;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes a replica's books from its records alone: every balance, CASH in each currency, what each
 * account has become by its changes, and the chains of the state hash. What accounts hold and expect is added up from the
 * books of transfers and holds. Runs in slices between entries and follows the growing log. A round
 * reads the new records, rereads the newest {@link #TAIL_RECORDS}, compares every balance with the
 * live one, and ends with a finding. Balances are compared only in slices that have reached the end
 * of the log, when both sides are at the same index. For the ledger's thread only.
 *
 * <p>Only a scan that starts from scratch detects changes of older records.
 */
public final class AuditScan {

    /** Number of newest records that every round rereads. */
    public static final int TAIL_RECORDS = 16_384;

    /** Reading a record takes as long as comparing this many balances. */
    private static final int ACCOUNTS_PER_UNIT = 16;

    /** Distance in records between the saved hashes of the chain. */
    private static final int MARK_RECORDS = 1_024;

    private static final int MARKS = TAIL_RECORDS / MARK_RECORDS + 2;

    private final Ledger ledger;
    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final BindingBook bindings;
    private final AliasBook aliases;
    private final AttachmentBook attachments;
    private final TransactionView view;
    private final RecordCursor cursor = new RecordCursor();
    private final ValueDates valueDates = new ValueDates();
    private final ChangesRead changes;

    private long[] balances = new long[16];
    private long[] cash = new long[4];
    private long[] transit = new long[4];
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
    private long balancesHash;
    private long posted;

    /** The chain's hash before the records whose sequences are multiples of MARK_RECORDS. */
    private final long[] marks = new long[MARKS];

    private long tailRead;
    private long tailHash;
    private long tailEnd;
    private long tailEndHash;
    private boolean tailBegun;
    private boolean altered;

    /**
     * How many balances this round has compared, and by how much the live ones differ, by currency.
     */
    private int compared;

    private long[] offMinor = new long[4];
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
        this.changes = new ChangesRead(accounts);
    }

    /**
     * Continues for this many units; a record is one unit, about 0.2 µs.
     *
     * @return true if the round has ended: there is a new {@link #finding}, and the next call
     *     begins the next round
     */
    public boolean advance(int units) {
        int left = readNew(units);
        if (left == 0) {
            return false;
        }
        beginTail();
        while (left > 0 && tailRead < tailEnd) {
            readTail();
            left--;
        }
        left = compareAccounts(left);
        if (left == 0) {
            return false;
        }
        finding = judge();
        tailBegun = false;
        compared = 0;
        Arrays.fill(offMinor, 0);
        return true;
    }

    /** Compares accounts with what was recomputed, and returns the remaining units. */
    private int compareAccounts(int units) {
        int left = units;
        if (left == 0 || compared == accounts.count()) {
            return left;
        }
        BookSums books = ledger.bookSums();
        for (; left > 0 && compared < accounts.count(); left--) {
            int until = Math.min(accounts.count(), compared + ACCOUNTS_PER_UNIT);
            for (; compared < until; compared++) {
                compareBalance(compared);
                compareSums(compared, books);
            }
        }
        return left;
    }

    /** Reads the new records and returns the remaining units. */
    private int readNew(int units) {
        int left = units;
        for (; left > 0; left--) {
            if (openingsRead < accounts.openings().count()) {
                openingsHash = chained(openingsHash, accounts.openings(), openingsRead);
                balancesHash ^= AccountTable.balanceHash(accounts.number((int) openingsRead), 0);
                changes.opened((int) openingsRead++);
            } else if (changes.isBehind()) {
                note(changes.readNext());
            } else if (bindingsRead < bindings.records().count()) {
                bindingsHash = chained(bindingsHash, bindings.records(), bindingsRead++);
            } else if (aliasesRead < aliases.records().count()) {
                aliasesHash = chained(aliasesHash, aliases.records(), aliasesRead++);
            } else if (attachmentsRead < attachments.records().count()) {
                attachmentsHash =
                        chained(attachmentsHash, attachments.records(), attachmentsRead++);
            } else if (transactionsRead < transactions.count()) {
                if (transactionsRead % MARK_RECORDS == 0) {
                    marks[markOf(transactionsRead)] = transactionsHash;
                }
                readTransaction(transactionsRead++);
            } else {
                return left;
            }
        }
        return left;
    }

    private static int markOf(long sequence) {
        return (int) (sequence / MARK_RECORDS % MARKS);
    }

    private void beginTail() {
        if (!tailBegun) {
            tailBegun = true;
            tailEnd = transactionsRead;
            tailEndHash = transactionsHash;
            long from = Math.max(0, tailEnd - TAIL_RECORDS) / MARK_RECORDS * MARK_RECORDS;
            tailRead = from;
            tailHash = from == tailEnd ? tailEndHash : marks[markOf(from)];
        }
    }

    private void readTail() {
        try {
            tailHash = chained(tailHash, transactions.records(), tailRead++);
        } catch (IndexOutOfBoundsException | Invariant.Broken e) {
            tailHash = ~tailHash;
        }
        if (tailRead == tailEnd && tailHash != tailEndHash) {
            altered = true;
            note("one of the newest records has changed since it was first read");
        }
    }

    /** The result of the newest round; only after {@link #advance} has returned true. */
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
            if (view.isIncoming()) {
                checkCreditedOnce(sequence);
            }
            noteValueDate();
            if (!view.isIncoming()) {
                add(sequence, view.account(), view.balanceAfterMinor());
            }
            if (view.isCreditedHere()) {
                add(sequence, view.toAccount(), view.toBalanceAfterMinor());
            }
            addContra();
        } catch (IndexOutOfBoundsException | Invariant.Broken e) {
            note("record " + sequence + " cannot be read");
        }
    }

    /** A payer's id is credited once in a shard. */
    private void checkCreditedOnce(long sequence) {
        long first = transactions.firstCredit(view.account(), view.id());
        if (first >= 0 && first < sequence) {
            note(
                    "account "
                            + name(view.toAccount())
                            + " is credited twice, by records "
                            + first
                            + " and "
                            + sequence
                            + ", for transfer "
                            + view.id()
                            + " of account "
                            + name(view.account()));
        }
    }

    /** The other side of a posting that has one account here: CASH, or TRANSIT. */
    private void addContra() {
        int number = view.accountHere();
        int ordinal = accounts.find(number);
        int currency = ordinal < 0 ? 0 : accounts.currency(ordinal);
        if (currency >= cash.length) {
            cash = Arrays.copyOf(cash, currency + 4);
            transit = Arrays.copyOf(transit, currency + 4);
        }
        if (view.isIncoming() || view.isOutgoing()) {
            transit[currency] -= view.effectOn(number);
        } else if (!view.isCreditedHere()) {
            cash[currency] -= view.effectOn(number);
        }
    }

    private void noteValueDate() {
        valueDates.passTo(view.enteredAtMs());
        int account = view.isIncoming() ? -1 : accounts.find(view.account());
        if (view.effectiveAtMs() > view.enteredAtMs() && (account >= 0 || view.isIncoming())) {
            boolean credits = view.isCredit();
            int to = view.isCreditedHere() ? accounts.find(view.toAccount()) : -1;
            valueDates.note(
                    credits ? -1 : account,
                    credits ? account : to,
                    view.effectiveAtMs(),
                    view.amountMinor());
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
        balancesHash ^= AccountTable.balanceHash(number, balances[ordinal]);
        balances[ordinal] += view.effectOn(number);
        balancesHash ^= AccountTable.balanceHash(number, balances[ordinal]);
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

    /** The account's name. A damaged record may contain any number. */
    static String name(int number) {
        return number < 0 || number > AccountNumber.VALUE_MAX
                ? "?"
                : new AccountNumber(number).toString();
    }

    private long recomputed(int ordinal) {
        return ordinal >= 0 && ordinal < balances.length ? balances[ordinal] : 0;
    }

    private void note(@Nullable String what) {
        if (difference == null) {
            difference = what;
        }
    }

    private void compareBalance(int ordinal) {
        long computed = recomputed(ordinal);
        long live = accounts.balance(ordinal);
        if (live != computed) {
            off(accounts.currency(ordinal), live - computed);
            note(
                    "account "
                            + accounts.accountNumber(ordinal)
                            + ": balance "
                            + live
                            + " minor units, "
                            + computed
                            + " by its history");
        }
        note(changes.difference(ordinal));
    }

    private void compareSums(int ordinal, BookSums books) {
        String wrong =
                books.difference(
                        ordinal,
                        accounts.held(ordinal),
                        accounts.expected(ordinal),
                        accounts.holds());
        if (wrong != null) {
            note("account " + accounts.accountNumber(ordinal) + ": " + wrong);
        }
    }

    private void off(int currency, long minor) {
        if (currency >= offMinor.length) {
            offMinor = Arrays.copyOf(offMinor, currency + 4);
        }
        offMinor[currency] += minor;
    }

    private void compareContra(String name, int currency, long live, long computed) {
        if (live != computed) {
            off(currency, live - computed);
            note(
                    name
                            + " in "
                            + cashBook.code(currency)
                            + ": "
                            + live
                            + " minor units, "
                            + computed
                            + " by the history");
        }
    }

    private AuditFinding judge() {
        for (int i = 0; i < cashBook.count(); i++) {
            long computed = i < cash.length ? cash[i] : 0;
            compareContra("CASH", i, cashBook.cash(i), computed);
            compareContra("TRANSIT", i, cashBook.transit(i), i < transit.length ? transit[i] : 0);
        }
        note(ledger.holds().withoutEnd());
        note(ledger.movements().cutKeeper().changedByNoEntry());
        boolean balancesMatch = difference == null;
        // The recomputed balances sum to zero, so the live balances sum to their differences.
        long sumMinor = 0;
        for (int i = 0; i < offMinor.length && sumMinor == 0; i++) {
            sumMinor = offMinor[i];
        }
        long stateHash = ledger.stateHash();
        valueDates.passTo(ledger.lastStampMs());
        boolean hashMatches =
                !altered
                        && stateHash
                                == ledger.withBooks(
                                        Ledger.stateHash(
                                                transactionsHash,
                                                bindingsHash,
                                                openingsHash,
                                                aliasesHash,
                                                attachmentsHash,
                                                balancesHash,
                                                valueDates.hash()),
                                        changes.hash());
        if (!hashMatches) {
            note("a record has changed since it was applied");
        }
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
