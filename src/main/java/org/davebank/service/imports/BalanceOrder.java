package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.suggest.BalanceChain;
import org.davebank.ledger.TransactionKind;

/**
 * Infers the order of a file's rows from their balances, and the opening balances from the first
 * rows. It sees rows before they are posted; a pass after a crash sees the same. Not thread-safe.
 */
final class BalanceOrder {

    /**
     * Accounts whose first row is remembered; a file with more gets no opening balances for the
     * rest.
     */
    private static final int ACCOUNTS_MAX = 100_000;

    private final boolean openings;
    private final BalanceChain chain = new BalanceChain();
    private final Set<AccountRef> begun = new HashSet<>();
    private final Map<AccountRef, ImportRow.StatementEnd> oldest = new LinkedHashMap<>();
    private boolean decided;
    private boolean newestFirst;

    /**
     * @param openings whether to derive the balance before an account's first row
     */
    BalanceOrder(boolean openings) {
        this.openings = openings;
    }

    /** Whether the newest row comes first; false while unknown. */
    boolean newestFirst() {
        return newestFirst;
    }

    /** The rows of a round, together with the opening balances that follow from them. */
    List<ImportRow> look(List<ImportRow> round) {
        for (int i = 0; !decided && i < round.size(); i++) {
            if (round.get(i) instanceof ImportRow.TransactionRow row && isOfTable(row)) {
                Decimal after = row.statedBalance();
                if (after != null) {
                    chain.add(row.account().toString(), effect(row).value(), after.value());
                    decided = chain.direction() != 0;
                    newestFirst = chain.direction() < 0;
                }
            }
        }
        return openings ? withOpenings(round) : round;
    }

    private List<ImportRow> withOpenings(List<ImportRow> round) {
        List<ImportRow> rows = new ArrayList<>(round.size());
        for (ImportRow each : round) {
            rows.add(
                    each instanceof ImportRow.TransactionRow row && isOfTable(row)
                            ? withOpening(row)
                            : each);
        }
        return rows;
    }

    private ImportRow withOpening(ImportRow.TransactionRow row) {
        Decimal after = row.statedBalance();
        Decimal before = after == null ? null : after.plus(effect(row).negated());
        if (before == null || begun.size() >= ACCOUNTS_MAX) {
            return row;
        }
        if (newestFirst) {
            oldest.put(
                    row.account(),
                    new ImportRow.StatementEnd(
                            row.line(),
                            new ImportRow.Statement(""),
                            row.account(),
                            row.currency(),
                            before,
                            null,
                            row.effectiveAtMs(),
                            false));
            begun.add(row.account());
            return row;
        }
        return begun.add(row.account()) ? row.within(before, after, null) : row;
    }

    /** What is known only at the end of a newest-first file. */
    List<ImportRow> atTheEnd() {
        return List.copyOf(oldest.values());
    }

    /** Whether it is a table row with a balance, not a statement's entry. */
    private static boolean isOfTable(ImportRow.TransactionRow row) {
        return row.entry() == null
                && row.openingBalance() == null
                && row.kind() != TransactionKind.TRANSFER
                && row.kind() != TransactionKind.REVERSAL;
    }

    private static Decimal effect(ImportRow.TransactionRow row) {
        return row.kind() == TransactionKind.DEPOSIT ? row.amount() : row.amount().negated();
    }
}
