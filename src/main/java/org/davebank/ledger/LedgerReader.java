package org.davebank.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerAnswer.AccountFound;
import org.davebank.ledger.LedgerAnswer.Accounts;
import org.davebank.ledger.LedgerAnswer.AliasFound;
import org.davebank.ledger.LedgerAnswer.AttachmentFound;
import org.davebank.ledger.LedgerAnswer.ShardSummary;
import org.davebank.ledger.LedgerAnswer.Transactions;
import org.davebank.ledger.LedgerQuery.History;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries from the ledger's state. Every list is bounded in length, in bytes and in what it
 * looks at; only a balance in the past walks as far back as it must. Not thread-safe.
 */
final class LedgerReader {

    private final Ledger ledger;
    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final BindingBook bindings;
    private final AliasBook aliases;
    private final AttachmentBook attachments;
    private final TransactionView view;

    LedgerReader(
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

    LedgerAnswer answer(LedgerQuery query) {
        return switch (query) {
            case LedgerQuery.GetAccount get -> {
                int ordinal = accounts.find(get.number().value());
                yield new AccountFound(ordinal < 0 ? null : accounts.account(ordinal));
            }
            case LedgerQuery.GetAccountAt get -> accountAt(get);
            case LedgerQuery.ListAccounts list -> listAccounts(list);
            case LedgerQuery.FindAlias find -> new AliasFound(aliases.bound(find.alias()));
            case LedgerQuery.GetTransaction get -> transactionsWithId(get);
            case LedgerQuery.FindByKey find -> transactionByKey(find);
            case History history -> history(history);
            case LedgerQuery.FindAttachment find ->
                    new AttachmentFound(attachments.byFile(find.sha256()));
            case LedgerQuery.Summary summary ->
                    new ShardSummary(
                            ledger.appliedIndex(),
                            ledger.accountCount(),
                            ledger.transactionCount(),
                            ledger.rejectedCount(),
                            ledger.sumMinor(),
                            ledger.cashMinor());
        };
    }

    /**
     * Walks back from today's balance and takes away what counts only after the instant. Stamps
     * rise along the log and no effective time lies further ahead of its stamp than the greatest
     * distance seen, so the walk may stop where even that cannot reach beyond the instant.
     */
    private LedgerAnswer accountAt(LedgerQuery.GetAccountAt get) {
        int number = get.number().value();
        int ordinal = accounts.find(number);
        if (ordinal < 0) {
            return new AccountFound(null);
        }
        long ahead = transactions.effectiveAheadMaxMs();
        long balance = accounts.balance(ordinal);
        for (long at = accounts.newest(ordinal); at >= 0; at = view.before(number)) {
            view.moveTo(at);
            if (get.atMs() >= 0 && view.committedAtMs() <= get.atMs() - ahead) {
                break;
            }
            if (view.effectiveAtMs() > get.atMs()) {
                balance -= view.effectOn(number);
            }
        }
        return new AccountFound(accounts.accountWithBalance(ordinal, balance));
    }

    private LedgerAnswer listAccounts(LedgerQuery.ListAccounts list) {
        int limit = pageLimit(list.limit());
        String text = list.text() == null ? "" : list.text().toLowerCase(Locale.ROOT);
        List<Account> page = new ArrayList<>();
        int rank = accounts.rankAfter(list.after());
        for (; rank < accounts.count(); rank++) {
            int ordinal = accounts.atRank(rank);
            if (text.isEmpty() || accounts.mayContain(ordinal, text)) {
                Account account = accounts.account(ordinal);
                if (matches(account, text)) {
                    if (page.size() == limit) {
                        return new Accounts(page, true);
                    }
                    page.add(account);
                }
            }
        }
        return new Accounts(page, false);
    }

    private static boolean matches(Account account, String lowerText) {
        return lowerText.isEmpty()
                || account.number().toString().contains(lowerText)
                || contains(account.holder(), lowerText)
                || account.aliases().stream().anyMatch(alias -> contains(alias, lowerText));
    }

    private static boolean contains(@Nullable String where, String lowerText) {
        return where != null && where.toLowerCase(Locale.ROOT).contains(lowerText);
    }

    private static int pageLimit(int limit) {
        return Math.clamp(limit, 1, LedgerLimits.PAGE_MAX);
    }

    private LedgerAnswer transactionsWithId(LedgerQuery.GetTransaction get) {
        List<Transaction> found = new ArrayList<>();
        transactions.probeId(get.id());
        TransactionView at = transactions.nextWithId(get.id());
        while (at != null && found.size() < LedgerLimits.PAGE_MAX) {
            found.add(value(at));
            at = transactions.nextWithId(get.id());
        }
        return new Transactions(found, -1);
    }

    private LedgerAnswer transactionByKey(LedgerQuery.FindByKey find) {
        TransactionView at = transactions.findByKey(find.account().value(), find.key());
        long bound = at == null ? bindings.findKey(find.account().value(), find.key()) : -1;
        if (bound >= 0) {
            at = transactions.at(bound);
        }
        return new Transactions(at == null ? List.of() : List.of(value(at)), -1);
    }

    private Transaction value(TransactionView at) {
        Transaction recorded =
                at.transaction(cashBook.code(accounts.currency(accounts.find(at.account()))));
        List<Attachment> files = attachments.of(recorded.id(), recorded.account());
        return files.isEmpty() ? recorded : recorded.with(files);
    }

    private LedgerAnswer history(History query) {
        AccountNumber account = query.account();
        int number = account == null ? -1 : account.value();
        int limit = pageLimit(query.limit());
        TransactionFilter filter = query.filter();
        String lowerText = filter.text() == null ? null : filter.text().toLowerCase(Locale.ROOT);
        List<Transaction> page = new ArrayList<>();
        long pageBytes = 0;
        long at = start(number, query.beforeSequence());
        for (int scanned = 0; at >= 0; scanned++) {
            if (scanned == LedgerLimits.SCAN_MAX
                    || page.size() == limit
                    || pageBytes > LedgerLimits.PAGE_BYTES_MAX) {
                return new Transactions(page, at + 1);
            }
            view.moveTo(at);
            boolean touches = number < 0 || view.touches(number);
            if (touches && matches(filter, lowerText)) {
                Transaction found = value(view);
                page.add(found);
                pageBytes +=
                        view.cursor().length()
                                + (long) found.attachments().size() * Attachment.WIRE_BYTES_MAX;
            }
            // Without a link to follow, which only a cursor from elsewhere causes, the walk goes
            // record by record until it meets one of the account.
            at = number >= 0 && touches ? view.before(number) : at - 1;
        }
        return new Transactions(page, -1);
    }

    /** Where a walk begins: the newest record that may be shown, or -1. */
    private long start(int number, long beforeSequence) {
        long newest = transactions.count() - 1;
        if (number >= 0) {
            int ordinal = accounts.find(number);
            newest = ordinal < 0 ? -1 : accounts.newest(ordinal);
        }
        return Math.min(newest, beforeSequence - 1);
    }

    private boolean matches(TransactionFilter filter, @Nullable String lowerText) {
        TransactionView at = view;
        boolean statusFits =
                filter.status() != null
                        ? at.rejected() == (filter.status() == TransactionStatus.REJECTED)
                        : filter.anyStatus() || !at.rejected();
        if (!statusFits
                || at.effectiveAtMs() < filter.fromMs()
                || (at.effectiveAtMs() >= filter.toMs() && filter.toMs() != Long.MAX_VALUE)
                || (filter.kind() != null && filter.kind() != at.kind())) {
            return false;
        }
        if (filter.minE4() > 0 || filter.maxE4() != Long.MAX_VALUE) {
            int scale = cashBook.scale(accounts.currency(accounts.find(at.account())));
            long amountE4 = Amounts.e4(at.amountMinor(), scale);
            if (amountE4 < filter.minE4() || amountE4 > filter.maxE4()) {
                return false;
            }
        }
        if (filter.reference() != null && !filter.reference().equals(at.reference())) {
            return false;
        }
        if (filter.idempotencyKey() != null && !filter.idempotencyKey().equals(at.key())) {
            return false;
        }
        return lowerText == null
                || at.id().toString().contains(lowerText)
                || contains(at.reference(), lowerText)
                || contains(at.description(), lowerText)
                || contains(at.key(), lowerText);
    }
}
