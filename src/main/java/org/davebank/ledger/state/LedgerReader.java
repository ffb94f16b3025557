package org.davebank.ledger.state;

import java.util.List;
import java.util.Locale;
import org.davebank.ledger.Account;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerAnswer.AccountFound;
import org.davebank.ledger.LedgerAnswer.AliasFound;
import org.davebank.ledger.LedgerAnswer.AttachmentFound;
import org.davebank.ledger.LedgerAnswer.ShardSummary;
import org.davebank.ledger.LedgerAnswer.Transactions;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.store.CashBook;
import org.davebank.ledger.store.RecordLog;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries from the ledger's state. Queries over few records are answered at once; others
 * are a {@link LedgerScan}. Not thread-safe.
 */
final class LedgerReader {

    private final Ledger ledger;
    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final BindingBook bindings;
    private final AliasBook aliases;
    private final AttachmentBook attachments;
    private final ValueDates valueDates;
    private final Movements movements;
    private final ReversalBook reversals;
    private final HoldBook holds;

    /** Shared by all scans; each step moves it before use. */
    private final TransactionView view;

    private long unitsSpent;
    private long statesRead;

    LedgerReader(
            Ledger ledger,
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            BindingBook bindings,
            AliasBook aliases,
            AttachmentBook attachments,
            ValueDates valueDates,
            Movements movements,
            ReversalBook reversals,
            HoldBook holds) {
        this.ledger = ledger;
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.bindings = bindings;
        this.aliases = aliases;
        this.attachments = attachments;
        this.valueDates = valueDates;
        this.movements = movements;
        this.reversals = reversals;
        this.holds = holds;
        this.view = new TransactionView(transactions.records());
    }

    /** The scan for the query, or null if {@link #lookUp} answers it. */
    @Nullable LedgerScan scan(LedgerQuery query, long nowMs) {
        return switch (query) {
            case LedgerQuery.ListAccounts list -> new AccountListScan(this, list, nowMs);
            case LedgerQuery.History history -> new HistoryScan(this, history);
            case LedgerQuery.GetTransaction get -> new SameIdScan(this, get.id());
            case LedgerQuery.GetAccountAt get -> {
                int ordinal = accounts.find(get.number().value());
                yield ordinal < 0 ? null : new BalanceScan(this, ordinal, get.atMs());
            }
            case LedgerQuery.GetAccount get -> null;
            case LedgerQuery.FindAlias find -> null;
            case LedgerQuery.FindByKey find -> null;
            case LedgerQuery.FindAttachment find -> null;
            case LedgerQuery.Summary summary -> null;
            case LedgerQuery.Outcomes ask -> null;
            case LedgerQuery.MarkedOutcomes ask -> null;
            case LedgerQuery.FindCut find -> null;
            case LedgerQuery.DeliveredAtMark ask -> null;
        };
    }

    /** Answers a query that needs no {@link #scan}. */
    LedgerAnswer lookUp(LedgerQuery query, long nowMs) {
        return switch (query) {
            case LedgerQuery.GetAccount get -> {
                int ordinal = accounts.find(get.number().value());
                yield new AccountFound(ordinal < 0 ? null : account(ordinal, nowMs));
            }
            case LedgerQuery.GetAccountAt get -> new AccountFound(null);
            case LedgerQuery.FindAlias find -> new AliasFound(aliases.holder(find.alias()));
            case LedgerQuery.FindByKey find -> transactionByKey(find);
            case LedgerQuery.FindAttachment find ->
                    new AttachmentFound(attachments.byFile(find.sha256()));
            case LedgerQuery.Summary summary ->
                    new ShardSummary(
                            ledger.appliedIndex(),
                            ledger.accountCount(),
                            ledger.transactionCount(),
                            ledger.rejectedCount(),
                            ledger.postedSumMinor(),
                            ledger.cashMinor());
            case LedgerQuery.Outcomes ask -> movements.outcomes(ask.keys());
            case LedgerQuery.MarkedOutcomes ask ->
                    new LedgerAnswer.MarkedOutcomes(
                            movements.cuts().newestMark(), movements.outcomes(ask.keys()));
            case LedgerQuery.FindCut find -> movements.cutKeeper().cut(find);
            case LedgerQuery.DeliveredAtMark ask -> movements.cutKeeper().delivered(ask);
            case LedgerQuery.ListAccounts list -> throw noLookUp(query);
            case LedgerQuery.History history -> throw noLookUp(query);
            case LedgerQuery.GetTransaction get -> throw noLookUp(query);
        };
    }

    private static IllegalStateException noLookUp(LedgerQuery query) {
        return new IllegalStateException("only a scan answers " + query);
    }

    private LedgerAnswer transactionByKey(LedgerQuery.FindByKey find) {
        TransactionView at = transactions.findByKey(find.account().value(), find.key());
        long bound = at == null ? bindings.findKey(find.account().value(), find.key()) : -1;
        if (bound >= 0) {
            at = transactions.at(bound);
        }
        return new Transactions(at == null ? List.of() : List.of(value(at)), -1);
    }

    // For the scans.

    /**
     * An account's current state. Its instant is never before the last stamp, even if the reader's
     * clock is slow.
     */
    Account account(int ordinal, long nowMs) {
        long asOfMs = Math.max(nowMs, ledger.lastStampMs());
        return accounts.account(ordinal)
                .asOf(
                        asOfMs,
                        accounts.balance(ordinal),
                        valueDates.creditsAfter(ordinal, asOfMs),
                        valueDates.debitsAfter(ordinal, asOfMs));
    }

    static boolean contains(@Nullable String where, String lowerText) {
        return where != null && where.toLowerCase(Locale.ROOT).contains(lowerText);
    }

    static int pageLimit(int limit) {
        return Math.clamp(limit, 1, LedgerLimits.PAGE_MAX);
    }

    Transaction value(TransactionView at) {
        Transaction recorded =
                at.transaction(cashBook.code(accounts.currency(accounts.find(at.accountHere()))));
        List<Attachment> files = attachments.of(recorded.id(), recorded.account());
        boolean isHold = at.kind() == TransactionKind.HOLD && !at.rejected();
        ReversalLinks links = isHold ? holds.links(at) : reversals.links(at);
        return files.isEmpty() && links.equals(recorded.links())
                ? recorded
                : recorded.with(files, links);
    }

    /** What has become of a hold; null of everything else, and of a rejected one. */
    @Nullable HoldState holdState(TransactionView at) {
        if (at.kind() != TransactionKind.HOLD || at.rejected()) {
            return null;
        }
        statesRead++;
        return holds.state(at.sequence());
    }

    HoldBook holds() {
        return holds;
    }

    /** The record as the history of an account shows it; -1 for that of all accounts. */
    Transaction value(TransactionView at, int number) {
        Transaction shown = value(at);
        return at.isCreditedHere() && at.toAccount() == number
                ? shown.withBalanceAfter(at.toBalanceAfterMinor())
                : shown;
    }

    int scale(int account) {
        return cashBook.scale(accounts.currency(accounts.find(account)));
    }

    long appliedIndex() {
        return ledger.appliedIndex();
    }

    AccountTable accounts() {
        return accounts;
    }

    TransactionLog transactions() {
        return transactions;
    }

    TransactionView view() {
        return view;
    }

    /** Total cost of all reads so far. */
    long units() {
        return accounts.openings().units()
                + accounts.changes().records().units()
                + transactions.records().units()
                + attachments.records().units()
                + statesRead * RecordLog.UNITS_PER_PAGE;
    }

    void spent(int units) {
        unitsSpent += units;
    }

    /** Total cost of all scans so far. */
    long unitsSpent() {
        return unitsSpent;
    }
}
