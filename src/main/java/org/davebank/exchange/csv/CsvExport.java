package org.davebank.exchange.csv;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.davebank.exchange.Aliases;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FormulaGuard;
import org.davebank.ledger.Account;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * The bank's own CSV, row by row: RFC 4180 with CRLF, for a writer in UTF-8.
 *
 * <p>Texts from people are guarded against being run as formulas; an import of own columns removes
 * the guard, so an export re-imports unchanged. The bank's own numbers are not guarded: a negative
 * balance stays a number. The caller flushes and closes the writers.
 */
public final class CsvExport {

    static final CSVFormat FORMAT = CSVFormat.RFC4180;

    private CsvExport() {}

    /** {@code account_num,holder,currency,status,overdraft_limit,balance,opened_at,aliases}. */
    public static final class Accounts implements ExportWriter.Accounts {

        private final CSVPrinter printer;

        /** Writes the header at once. */
        public Accounts(Writer out) throws IOException {
            printer = new CSVPrinter(out, FORMAT);
            printer.printRecord(
                    "account_num",
                    "holder",
                    "currency",
                    "status",
                    "overdraft_limit",
                    "balance",
                    "opened_at",
                    "aliases");
        }

        @Override
        public void write(Account account) throws IOException {
            printer.printRecord(
                    account.number(),
                    FormulaGuard.guarded(account.holder()),
                    account.currency(),
                    account.status(),
                    ExportWriter.major(account.overdraftLimitMinor(), account.currency()),
                    ExportWriter.major(account.balanceMinor(), account.currency()),
                    ExportWriter.instant(account.openedAtMs()),
                    FormulaGuard.guarded(Aliases.join(account.aliases())));
        }

        @Override
        public void finish() throws IOException {
            printer.flush();
        }
    }

    /**
     * {@code id,account_num,transaction_type,amount,currency,to_account,timestamp,effective_at,
     * reference,description,idempotency_key,external_id,reverses,captures,releases,expires_at,
     * hold_state}.
     */
    public static final class Transactions implements ExportWriter.Transactions {

        private final CSVPrinter printer;

        /** Writes the header at once. */
        public Transactions(Writer out) throws IOException {
            printer = new CSVPrinter(out, FORMAT);
            printer.printRecord(
                    "id",
                    "account_num",
                    "transaction_type",
                    "amount",
                    "currency",
                    "to_account",
                    "timestamp",
                    "effective_at",
                    "reference",
                    "description",
                    "idempotency_key",
                    "external_id",
                    "reverses",
                    "captures",
                    "releases",
                    "expires_at",
                    "hold_state");
        }

        @Override
        public boolean write(Transaction transaction) throws IOException {
            if (!ExportWriter.isExported(transaction)) {
                return false;
            }
            printer.printRecord(
                    transaction.id(),
                    transaction.account(),
                    transaction.kind().name().toLowerCase(Locale.ROOT),
                    ExportWriter.major(transaction.amountMinor(), transaction.currency()),
                    transaction.currency(),
                    transaction.toAccount() == null ? "" : transaction.toAccount(),
                    ExportWriter.instant(transaction.committedAtMs()),
                    ExportWriter.instant(transaction.effectiveAtMs()),
                    text(transaction.reference()),
                    text(transaction.description()),
                    text(transaction.idempotencyKey()),
                    "",
                    Objects.requireNonNullElse(transaction.links().reverses(), ""),
                    ExportWriter.ofHold(transaction, TransactionKind.CAPTURE),
                    ExportWriter.ofHold(transaction, TransactionKind.RELEASE),
                    ExportWriter.expiresAt(transaction),
                    ExportWriter.holdState(transaction));
            return true;
        }

        @Override
        public void finish() throws IOException {
            printer.flush();
        }
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : FormulaGuard.guarded(text);
    }
}
