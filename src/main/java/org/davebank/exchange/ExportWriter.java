package org.davebank.exchange;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.davebank.base.Money;
import org.davebank.ledger.Account;
import org.davebank.ledger.Transaction;

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
