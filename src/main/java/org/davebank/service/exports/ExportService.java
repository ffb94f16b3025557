package org.davebank.service.exports;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.format.ExportFile;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.Period;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.bank.Listings;
import org.jspecify.annotations.Nullable;

/**
 * Exports accounts and transactions page by page, so that memory use does not grow with the bank.
 * Transactions come shard by shard, each in commit order, oldest first: importing them into an
 * empty bank needs each account's entries in that order. Thread-safe; methods block.
 */
public final class ExportService {

    /** Every record, whatever its status: finds the end of a shard's history. */
    private static final TransactionFilter ANY =
            new TransactionFilter(
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    null,
                    0,
                    Long.MAX_VALUE,
                    null,
                    null,
                    null,
                    null,
                    true);

    private final Shards shards;
    private final Listings listings;
    private final Statements statements;

    public ExportService(Shards shards, Listings listings) {
        this.shards = shards;
        this.listings = listings;
        this.statements = new Statements(shards, listings);
    }

    /** An export format: its file extension and its media type. */
    public record Type(String ending, String mediaType) {}

    /** The formats that an account's statement can have; the first is the default. */
    public static final List<Type> STATEMENTS =
            FileFormat.STATEMENTS.stream().map(ExportService::type).toList();

    /**
     * The format with this name.
     *
     * @param name null means CSV
     * @throws ServiceProblem malformed_request
     */
    public static Type type(@Nullable String name) {
        FileFormat format = name == null ? FileFormat.CSV : FileFormat.of(name, FileFormat.EXPORTS);
        if (format == null) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    "format must be " + FileFormat.words(FileFormat.EXPORTS));
        }
        return type(format);
    }

    private static Type type(FileFormat format) {
        return new Type(format.ending(), format.mediaType());
    }

    private static FileFormat format(Type type, List<FileFormat> among) {
        return among.stream().filter(each -> type(each).equals(type)).findAny().orElseThrow();
    }

    /**
     * Writes all accounts in ascending number.
     *
     * @param text found in number, holder or alias; null means any
     */
    public void accounts(Caller caller, @Nullable String text, Type type, OutputStream to)
            throws IOException {
        caller.require(Role.VIEWER);
        FileFormat format = format(type, FileFormat.EXPORTS);
        if (format == FileFormat.CAMT053) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    "camt053 holds statements: export transactions, not accounts");
        }
        ExportWriter.Accounts out = ExportFile.accounts(format, to);
        String cursor = null;
        do {
            Page<Account> page =
                    listings.accounts(caller, text, cursor, Listings.LIMIT_MAX, ReadOptions.STRONG);
            for (Account account : page.items()) {
                out.write(account);
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        out.finish();
    }

    /**
     * Writes the posted transactions that match the filter and existed when the export began.
     *
     * @param account one account's, or null for all
     * @throws ServiceProblem account_not_found or invalid_period, before anything is written; no_quorum
     *     at any time
     */
    public void transactions(
            Caller caller,
            @Nullable AccountNumber account,
            TransactionFilter filter,
            Type type,
            OutputStream to)
            throws IOException {
        caller.require(Role.VIEWER);
        Period.check(filter);
        FileFormat format = format(type, FileFormat.EXPORTS);
        if (format == FileFormat.CAMT053) {
            statements.write(caller, account, filter, to);
            return;
        }
        if (account != null) {
            LedgerQuery query = new LedgerQuery.GetAccount(account);
            if (shards.read(shards.of(account), query, ReadOptions.STRONG).answer()
                            instanceof LedgerAnswer.AccountFound found
                    && found.account() == null) {
                throw ServiceProblem.of(
                        ProblemCode.ACCOUNT_NOT_FOUND, "there is no account " + account);
            }
        }
        ExportWriter.Transactions out = ExportFile.transactions(format, to);
        if (account != null) {
            shard(shards.of(account), account, filter, out);
        } else {
            for (int shard = 0; shard < shards.count(); shard++) {
                shard(GroupId.ofShard(shard), null, filter, out);
            }
        }
        out.finish();
    }

    /**
     * Writes the statement of an account: its value balance at the start of the period, its entries
     * by value date, and its value balance at the end. Without an end it contains everything that
     * is booked, and closes with the booked balance.
     *
     * @param type one of {@link #STATEMENTS}
     * @throws ServiceProblem account_not_found, before anything is written; no_quorum at any time
     */
    public void statement(
            Caller caller, AccountNumber account, Period period, Type type, OutputStream to)
            throws IOException {
        caller.require(Role.VIEWER);
        TransactionFilter filter =
                new TransactionFilter(
                        period.fromMs(),
                        period.toMs(),
                        null,
                        0,
                        Long.MAX_VALUE,
                        null,
                        null,
                        null,
                        null,
                        false);
        statements.one(account, filter, format(type, FileFormat.STATEMENTS), to);
    }

    private void shard(
            GroupId group,
            @Nullable AccountNumber account,
            TransactionFilter filter,
            ExportWriter.Transactions out)
            throws IOException {
        List<Long> bounds = bounds(group, account, filter);
        Ahead<List<Transaction>> ahead = null;
        for (int i = bounds.size() - 2; i >= 0; i--) {
            long before = bounds.get(i);
            long from = bounds.get(i + 1);
            Ahead<List<Transaction>> current =
                    ahead == null ? piece(group, account, filter, before, from) : ahead;
            ahead = i == 0 ? null : piece(group, account, filter, bounds.get(i - 1), bounds.get(i));
            for (Transaction each : current.await()) {
                out.write(each);
            }
        }
    }

    /**
     * Cuts the history into pieces of about a page, newest first, down to 0. Records are numbered
     * without gaps, so a whole history is cut by counting; a filtered one is walked once.
     */
    private List<Long> bounds(
            GroupId group, @Nullable AccountNumber account, TransactionFilter filter) {
        List<Transaction> newest = page(group, null, ANY, Long.MAX_VALUE, 1).transactions();
        List<Long> bounds = new ArrayList<>();
        long before = newest.isEmpty() ? 0 : newest.getFirst().sequence() + 1;
        boolean whole = account == null && filter.equals(TransactionFilter.POSTED);
        while (before > 0) {
            bounds.add(before);
            before =
                    whole
                            ? before - LedgerLimits.PAGE_MAX
                            : page(group, account, filter, before, LedgerLimits.PAGE_MAX)
                                    .nextBefore();
        }
        bounds.add(0L);
        return bounds;
    }

    /** The records from one bound to the next, oldest first, read on another thread. */
    private Ahead<List<Transaction>> piece(
            GroupId group,
            @Nullable AccountNumber account,
            TransactionFilter filter,
            long before,
            long from) {
        return new Ahead<>("export", () -> read(group, account, filter, before, from));
    }

    private List<Transaction> read(
            GroupId group,
            @Nullable AccountNumber account,
            TransactionFilter filter,
            long before,
            long from) {
        List<Transaction> found = new ArrayList<>();
        long at = before;
        while (at > from) {
            LedgerAnswer.Transactions page =
                    page(group, account, filter, at, LedgerLimits.PAGE_MAX);
            for (Transaction each : page.transactions()) {
                if (each.sequence() >= from) {
                    found.add(each);
                }
            }
            at = page.nextBefore();
        }
        Collections.reverse(found);
        return found;
    }

    private LedgerAnswer.Transactions page(
            GroupId group,
            @Nullable AccountNumber account,
            TransactionFilter filter,
            long before,
            int limit) {
        LedgerQuery query = new LedgerQuery.History(account, filter, before, limit);
        if (shards.read(group, query, ReadOptions.STRONG).answer()
                instanceof LedgerAnswer.Transactions page) {
            return page;
        }
        throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
    }
}
