package org.davebank.exchange;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.ledger.Account;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;

/**
 * A file on its way out, row by row. Its beginning is written at once, its end by {@link #finish};
 * a file without its end is recognised as cut by those that read it, save for CSV and NDJSON. Not
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
         * Writes a posted transaction. A rejected one has no place in a file that may be posted
         * again: it is left out, and false says so.
         */
        boolean write(Transaction transaction) throws IOException;
    }

    /**
     * A file of statements, each with the entries of one account. The caller writes {@code begin}, the
     * entries in the order of their posting, {@code end}, and that as often as there are accounts.
     */
    interface Statements extends ExportWriter {

        /** Begins the statement of an account. */
        void begin(Statement statement) throws IOException;

        /** Writes a posted transaction that moved money on the account. */
        void write(Transaction entry) throws IOException;

        /** Ends the statement. */
        void end() throws IOException;
    }

    /**
     * What stands above the entries of a statement.
     *
     * @param fromMs the period's begin, wall milliseconds, inclusive
     * @param toMs the period's end, wall milliseconds, exclusive
     * @param openingMinor balance before the first entry
     * @param closingMinor balance after the last entry
     */
    record Statement(
            Account account, long fromMs, long toMs, long openingMinor, long closingMinor) {}

    /** What a posted transaction adds to the balance of an account that it touches. */
    static long effectMinor(Transaction transaction, AccountNumber account) {
        long amountMinor = transaction.amountMinor();
        return switch (transaction.kind()) {
            case DEPOSIT -> amountMinor;
            case WITHDRAWAL -> -amountMinor;
            case TRANSFER -> transaction.account().equals(account) ? -amountMinor : amountMinor;
            case REVERSAL -> 0;
        };
    }

    /** The account on the other side of a transfer; empty for every other kind. */
    static String other(Transaction transaction, AccountNumber account) {
        AccountNumber to = transaction.toAccount();
        if (to == null || transaction.kind() != TransactionKind.TRANSFER) {
            return "";
        }
        return (transaction.account().equals(account) ? to : transaction.account()).toString();
    }

    /** A writer that buffers more than the encoder does. */
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
