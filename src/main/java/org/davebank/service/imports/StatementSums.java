package org.davebank.service.imports;

import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.Map;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportRow;

/**
 * Checks whether bank statements add up: the opening balance plus the posted entries against the
 * closing balance. Entries that were rejected or mistaken for duplicates are missing from the sum.
 * Not thread-safe.
 */
final class StatementSums {

    static final String DIFFERS = "statement_differs";

    private final StatedBalances warnings;
    private final Map<ImportRow.Statement, BigDecimal> posted = new IdentityHashMap<>();
    private long mismatches;

    StatementSums(StatedBalances warnings) {
        this.warnings = warnings;
    }

    long mismatches() {
        return mismatches;
    }

    /** The row is in the bank, newly or already before. */
    void posted(ImportRow row) {
        if (row instanceof ImportRow.TransactionRow transaction && transaction.entry() != null) {
            ImportRow.Entry entry = transaction.entry();
            posted.merge(entry.statement(), entry.effect().value(), BigDecimal::add);
        }
    }

    /** All entries of the statement are decided. */
    void end(ImportRow.StatementEnd end) {
        BigDecimal sum = posted.remove(end.statement());
        Decimal opening = end.opening();
        Decimal closing = end.closing();
        if (opening == null || closing == null) {
            return;
        }
        BigDecimal made = opening.value().add(sum == null ? BigDecimal.ZERO : sum);
        if (made.compareTo(closing.value()) == 0) {
            return;
        }
        mismatches++;
        String currency = end.currency() == null ? "" : " " + end.currency();
        warnings.warn(
                end.line(),
                OpeningBalances.accountOf(end),
                DIFFERS,
                "the statement "
                        + end.statement().id()
                        + " ends with "
                        + plain(closing.value())
                        + currency
                        + ", but its opening balance "
                        + plain(opening.value())
                        + " and its posted entries make "
                        + plain(made));
    }

    private static String plain(BigDecimal value) {
        return value.setScale(Math.max(2, value.scale())).toPlainString();
    }
}
