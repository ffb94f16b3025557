package org.davebank.exchange.csv;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.apache.commons.csv.CSVPrinter;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FormulaGuard;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A statement as CSV: a row with the opening balance, the entries with the balance after each, a
 * row with the closing balance. Amounts are signed. For people; it can't be imported.
 */
public final class StatementCsv implements ExportWriter.Statements {

    private final CSVPrinter printer;
    private ExportWriter.@Nullable Statement statement;
    private long balanceMinor;

    public StatementCsv(Writer out) throws IOException {
        printer = new CSVPrinter(out, CsvExport.FORMAT);
        printer.printRecord(
                "entry",
                "effective_at",
                "change",
                "balance",
                "currency",
                "other_account",
                "reference",
                "description",
                "id");
    }

    @Override
    public void begin(ExportWriter.Statement begun) throws IOException {
        statement = begun;
        balanceMinor = begun.openingMinor();
        balance("opening_balance", begun.fromMs(), begun);
    }

    private void balance(String what, long atMs, ExportWriter.Statement of) throws IOException {
        String currency = of.account().currency();
        printer.printRecord(
                what,
                ExportWriter.instant(atMs),
                "",
                ExportWriter.major(balanceMinor, currency),
                currency,
                "",
                "",
                "",
                "");
    }

    @Override
    public void write(Transaction entry) throws IOException {
        ExportWriter.Statement of = statement;
        if (of == null) {
            throw new IllegalStateException("a statement begins before its entries");
        }
        long changeMinor = entry.effectOn(of.account().number());
        balanceMinor += changeMinor;
        String reference = entry.reference();
        String description = entry.description();
        printer.printRecord(
                entry.effect().name().toLowerCase(Locale.ROOT),
                ExportWriter.instant(entry.effectiveAtMs()),
                ExportWriter.major(changeMinor, entry.currency()),
                ExportWriter.major(balanceMinor, entry.currency()),
                entry.currency(),
                ExportWriter.other(entry, of.account().number()),
                reference == null ? "" : FormulaGuard.guarded(reference),
                description == null ? "" : FormulaGuard.guarded(description),
                entry.id());
    }

    @Override
    public void end() throws IOException {
        ExportWriter.Statement of = statement;
        if (of != null) {
            balance("closing_balance", of.toMs(), of);
        }
    }

    @Override
    public void finish() throws IOException {
        printer.flush();
    }
}
