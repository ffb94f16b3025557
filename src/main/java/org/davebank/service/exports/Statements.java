package org.davebank.service.exports;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.format.ExportFile;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.bank.Listings;
import org.jspecify.annotations.Nullable;

/**
 * Account statements: opening balance, entries, closing balance. A statement is complete, so only
 * the period filter applies. An account's pages are read twice, first to find the closing balance,
 * so that memory use does not grow with the account. Thread-safe; methods block.
 */
final class Statements {

    /** Accounts whose newest page is prefetched while earlier accounts are written. */
    private static final int AHEAD_MAX = 16;

    private final Shards shards;
    private final Listings listings;

    Statements(Shards shards, Listings listings) {
        this.shards = shards;
        this.listings = listings;
    }

    /**
     * What is known of an account before its statement is written.
     *
     * @param older where the pages before the newest one begin, newest first
     */
    private record Walked(
            ExportWriter.Statement statement, List<Transaction> newest, List<Long> older) {}

    /**
     * Writes a camt.053 file with a statement for one account, or for every account with entries.
     *
     * @throws ServiceProblem account_not_found, or malformed_request for a filter other than the
     *     period, before anything is written; no_quorum at any time
     */
    void write(
            Caller caller,
            @Nullable AccountNumber account,
            TransactionFilter filter,
            OutputStream to)
            throws IOException {
        long nowMs = System.currentTimeMillis();
        checkPeriodOnly(filter);
        if (account != null) {
            one(account, filter, FileFormat.CAMT053, to);
            return;
        }
        ExportWriter.Statements out = ExportFile.statement(FileFormat.CAMT053, to, nowMs);
        Deque<Ahead<Walked>> ahead = new ArrayDeque<>();
        String cursor = null;
        do {
            Page<Account> page =
                    listings.accounts(caller, null, cursor, Listings.LIMIT_MAX, ReadOptions.STRONG);
            for (Account each : page.items()) {
                ahead.add(new Ahead<>("statement", () -> walk(each, filter, nowMs)));
                if (ahead.size() == AHEAD_MAX) {
                    writeUnlessEmpty(ahead.remove().await(), filter, out);
                }
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        while (!ahead.isEmpty()) {
            writeUnlessEmpty(ahead.remove().await(), filter, out);
        }
        out.finish();
    }

    /**
     * Writes the statement of one account.
     *
     * @throws ServiceProblem account_not_found, before anything is written; no_quorum at any time
     */
    void one(AccountNumber number, TransactionFilter filter, FileFormat format, OutputStream to)
            throws IOException {
        long nowMs = System.currentTimeMillis();
        Account account = account(number, new LedgerQuery.GetAccount(number));
        Walked walked = walk(account, filter, nowMs);
        ExportWriter.Statements out = ExportFile.statement(format, to, nowMs);
        write(walked, filter, out);
        out.finish();
    }

    private static void checkPeriodOnly(TransactionFilter filter) {
        TransactionFilter period = TransactionFilter.POSTED.between(filter.fromMs(), filter.toMs());
        if (!filter.equals(period)) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    "a statement is whole: camt053 takes account, from and to only");
        }
    }

    /** Walks the account's history backwards once, from the newest page. */
    private Walked walk(Account account, TransactionFilter filter, long nowMs) {
        AccountNumber number = account.number();
        boolean begins = filter.fromMs() == Long.MIN_VALUE;
        long opening =
                begins
                        ? 0
                        : account(number, new LedgerQuery.GetAccountAt(number, filter.fromMs() - 1))
                                .balanceMinor();
        LedgerAnswer.Transactions page = page(number, filter, Long.MAX_VALUE);
        List<Transaction> newest = page.transactions();
        List<Long> older = new ArrayList<>();
        long net = effect(page, number);
        long lastMs = latest(page, nowMs);
        for (long before = page.nextBefore(); before >= 0; before = page.nextBefore()) {
            older.add(before);
            page = page(number, filter, before);
            net += effect(page, number);
            lastMs = latest(page, lastMs);
        }
        ExportWriter.Statement statement =
                new ExportWriter.Statement(
                        account,
                        begins ? account.openedAtMs() : filter.fromMs(),
                        filter.toMs() == Long.MAX_VALUE ? lastMs : filter.toMs(),
                        opening,
                        opening + net);
        return new Walked(statement, newest, older);
    }

    /** Just after the latest value date of a page, if that is later than the known one. */
    private static long latest(LedgerAnswer.Transactions page, long knownMs) {
        long latestMs = knownMs;
        for (Transaction each : page.transactions()) {
            latestMs = Math.max(latestMs, each.effectiveAtMs() + 1);
        }
        return latestMs;
    }

    private static long effect(LedgerAnswer.Transactions page, AccountNumber number) {
        long sum = 0;
        for (Transaction each : page.transactions()) {
            sum += each.effectOn(number);
        }
        return sum;
    }

    private void writeUnlessEmpty(
            Walked walked, TransactionFilter filter, ExportWriter.Statements out)
            throws IOException {
        if (!walked.newest().isEmpty() || !walked.older().isEmpty()) {
            write(walked, filter, out);
        }
    }

    private void write(Walked walked, TransactionFilter filter, ExportWriter.Statements out)
            throws IOException {
        out.begin(walked.statement());
        AccountNumber number = walked.statement().account().number();
        for (long before : walked.older().reversed()) {
            entries(page(number, filter, before).transactions(), out);
        }
        entries(walked.newest(), out);
        if (filter.toMs() > System.currentTimeMillis()) {
            pending(number, out);
        }
        out.end();
    }

    /** Writes the active holds of an account, oldest first. */
    private void pending(AccountNumber number, ExportWriter.Statements out) throws IOException {
        TransactionFilter active = TransactionFilter.POSTED.with(HoldState.ACTIVE, null);
        List<Transaction> holds = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (before >= 0) {
            LedgerAnswer.Transactions page = page(number, active, before);
            holds.addAll(page.transactions());
            before = page.nextBefore();
        }
        for (Transaction each : holds.reversed()) {
            out.pending(each);
        }
    }

    private static void entries(List<Transaction> newestFirst, ExportWriter.Statements out)
            throws IOException {
        for (Transaction each : newestFirst.reversed()) {
            if (!each.movesNothing()) {
                out.write(each);
            }
        }
    }

    private LedgerAnswer.Transactions page(
            AccountNumber account, TransactionFilter filter, long before) {
        LedgerQuery query = new LedgerQuery.History(account, filter, before, LedgerLimits.PAGE_MAX);
        if (shards.read(shards.of(account), query, ReadOptions.STRONG).answer()
                instanceof LedgerAnswer.Transactions page) {
            return filter.picked(page);
        }
        throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
    }

    private Account account(AccountNumber number, LedgerQuery query) {
        if (shards.read(shards.of(number), query, ReadOptions.STRONG).answer()
                        instanceof LedgerAnswer.AccountFound found
                && found.account() != null) {
            return found.account();
        }
        throw ServiceProblem.of(ProblemCode.ACCOUNT_NOT_FOUND, "there is no account " + number);
    }
}
