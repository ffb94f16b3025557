package org.davebank.exchange;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Account;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file row by row. The start is written at once, the end by {@link #finish}; in all
 * formats except CSV and NDJSON a reader recognises a file without its end as truncated. Not
 * thread-safe.
 */
public interface ExportWriter {

    /** Writes the end of the file and flushes. */
    void finish() throws IOException;

    /** A file of accounts. */
    interface Accounts extends ExportWriter {

        void write(Account account) throws IOException;
    }

    /** A file of transactions. */
    interface Transactions extends ExportWriter {

        /**
         * Writes a posted transaction. A rejected one is left out and returns false, because the
         * file may be imported again. Holds and releases are written as they are given.
         */
        boolean write(Transaction transaction) throws IOException;
    }

    /**
     * A file of statements, each with the entries of one account. For each account the caller calls
     * {@code begin}, writes the entries in posting order, and calls {@code end}.
     */
    interface Statements extends ExportWriter {

        /** Begins the statement of an account. */
        void begin(Statement statement) throws IOException;

        /** Writes a posted transaction that moved money on the account. */
        void write(Transaction entry) throws IOException;

        /** Writes an active hold, after all entries: it is pending, and not part of the balance. */
        default void pending(Transaction hold) throws IOException {
            // Most formats list only what was booked.
        }

        /** Ends the statement. */
        void end() throws IOException;
    }

    /**
     * The header of a statement.
     *
     * @param fromMs start of the period, wall milliseconds, inclusive
     * @param toMs end of the period, wall milliseconds, exclusive
     * @param openingMinor balance before the first entry
     * @param closingMinor balance after the last entry
     */
    record Statement(
            Account account, long fromMs, long toMs, long openingMinor, long closingMinor) {}

    /** Whether it was posted: only then does it come back when the file is imported. */
    static boolean isExported(Transaction transaction) {
        return transaction.status() == TransactionStatus.POSTED;
    }

    /** The hold that a transaction of this kind follows; null for every other one. */
    static @Nullable String ofHold(Transaction transaction, TransactionKind kind) {
        ReversalLinks.Hold hold = transaction.links().hold();
        TransactionId of = hold == null ? null : hold.of();
        return of == null || transaction.kind() != kind ? null : of.toString();
    }

    /** When a hold ends by itself; null for everything else. */
    static @Nullable String expiresAt(Transaction transaction) {
        ReversalLinks.Hold hold = transaction.links().hold();
        return hold == null || hold.state() == null ? null : instant(hold.expiresAtMs());
    }

    /** What has become of a hold; null for everything else. */
    static @Nullable String holdState(Transaction transaction) {
        ReversalLinks.Hold hold = transaction.links().hold();
        ReversalLinks.HoldState state = hold == null ? null : hold.state();
        return state == null ? null : state.name().toLowerCase(Locale.ROOT);
    }

    /** The other account of a transfer or of its reversal; empty where there is none. */
    static String other(Transaction transaction, AccountNumber account) {
        AccountNumber to = transaction.toAccount();
        if (to == null || !transaction.isBetweenAccounts()) {
            return "";
        }
        return (transaction.account().equals(account) ? to : transaction.account()).toString();
    }

    /** A writer with a larger buffer than the encoder's. */
    static Writer utf8(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 32_768);
    }

    /** "12.50", with as many decimals as the currency has. */
    static String major(long minor, String currency) {
        return Money.toMajor(minor, currency).toPlainString();
    }

    /** ISO 8601 in UTC. */
    static String instant(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }
}
