package org.davebank.service.exports;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.format.ExportFile;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
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
 * Transactions come oldest first, those of a shard in commit order: importing them into an empty bank
 * needs each account's entries in that order, and what is reversed before its reversal. Thread-safe;
 * methods block.
 */
public final class ExportService {

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
        List<GroupId> groups = new ArrayList<>();
        if (account != null) {
            groups.add(shards.of(account));
        }
        for (int shard = 0; account == null && shard < shards.count(); shard++) {
            groups.add(GroupId.ofShard(shard));
        }
        write(
                groups.stream()
                        .map(group -> new ShardHistory(shards, group, account, filter))
                        .toList(),
                new FileHolds(filter),
                out);
        out.finish();
    }

    /** Merges the shards by time, so that a transfer comes before another shard reverses it. */
    private static void write(
            List<ShardHistory> histories, FileHolds holds, ExportWriter.Transactions out)
            throws IOException {
        while (true) {
            ShardHistory earliest = null;
            Transaction next = null;
            for (ShardHistory each : histories) {
                Transaction first = each.peek();
                if (first != null
                        && (next == null || first.committedAtMs() < next.committedAtMs())) {
                    earliest = each;
                    next = first;
                }
            }
            if (earliest == null || next == null) {
                return;
            }
            if (holds.takes(next)) {
                out.write(next);
            }
            earliest.advance();
        }
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
        TransactionFilter filter = TransactionFilter.POSTED.between(period.fromMs(), period.toMs());
        statements.one(account, filter, format(type, FileFormat.STATEMENTS), to);
    }
}
