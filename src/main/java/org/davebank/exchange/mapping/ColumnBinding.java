package org.davebank.exchange.mapping;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.davebank.exchange.Codes;
import org.davebank.exchange.FormulaGuard;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.RowProblem;
import org.jspecify.annotations.Nullable;

/** Maps fields to cells: the header of a file combined with its mapping. */
final class ColumnBinding {

    private static final List<ImportField> TRANSACTION_FIELDS =
            List.of(ImportField.ACCOUNT_NUM, ImportField.TRANSACTION_TYPE, ImportField.AMOUNT);
    private static final FieldRule NO_RULE =
            new FieldRule(null, null, Map.of(), null, false, false, false, false);

    /** A field's rule and its cell; the index is -1 when no column feeds it. */
    private record Source(FieldRule rule, int index, @Nullable TimestampReader timestamps) {}

    private final @Nullable Source[] sources = new Source[ImportField.values().length];
    private final List<String> ignored = new ArrayList<>();
    private final boolean own;
    private final boolean guarded;
    private final boolean transactions;

    /** Columns with balances: they may differ although the row is the same. */
    private final BitSet balances = new BitSet();

    /**
     * Throws {@link ImportException} when the columns and the mapping do not fit together.
     *
     * @param guarded own texts carry the {@link FormulaGuard} for spreadsheets
     */
    ColumnBinding(List<String> columns, ImportMapping mapping, boolean guarded) {
        own = mapping.isOwn();
        this.guarded = guarded;
        if (own) {
            bindOwn(columns);
        } else {
            bindMapped(columns, mapping);
        }
        boolean parted = has(ImportField.AMOUNT_IN) || has(ImportField.AMOUNT_OUT);
        transactions = parted || has(ImportField.TRANSACTION_TYPE) || has(ImportField.AMOUNT);
        require(columns, parted);
    }

    /** True when the columns have the bank's own names. */
    boolean own() {
        return own;
    }

    /** True for a file of transactions, false for one of accounts. */
    boolean transactions() {
        return transactions;
    }

    /** Columns that no field uses. */
    List<String> ignored() {
        return List.copyOf(ignored);
    }

    /** The field's rule; an empty one when the file does not have the field. */
    FieldRule rule(ImportField field) {
        Source source = sources[field.ordinal()];
        return source == null ? NO_RULE : source.rule;
    }

    /** The reader for the field's timestamps; null when the file does not have the field. */
    @Nullable TimestampReader timestamps(ImportField field) {
        Source source = sources[field.ordinal()];
        return source == null ? null : source.timestamps;
    }

    /** True when the sign of the amount distinguishes deposits from withdrawals. */
    boolean typeIsSignOfAmount() {
        Source type = sources[ImportField.TRANSACTION_TYPE.ordinal()];
        Source amount = sources[ImportField.AMOUNT.ordinal()];
        return type != null
                && amount != null
                && type.rule.bySign()
                && (type.index < 0 || type.index == amount.index);
    }

    /**
     * The cell, or the constant that replaces it; empty when the file does not have the field.
     */
    String cell(ImportField field, String[] cells) {
        Source source = sources[field.ordinal()];
        if (source == null) {
            return "";
        }
        String constant = source.rule.constant();
        if (constant != null) {
            return constant;
        }
        String cell = source.index < 0 ? "" : cells[source.index];
        if (!own) {
            return cell.strip();
        }
        return guarded ? FormulaGuard.unguarded(cell) : cell;
    }

    /** The cell, translated by the mapping; in our own format with its surrounding blanks. */
    String text(ImportField field, String[] cells) {
        String cell = cell(field, cells);
        return cell.isEmpty() ? cell : rule(field).values().getOrDefault(cell, cell);
    }

    /** The cell without surrounding blanks, translated by the mapping. */
    String word(ImportField field, String[] cells) {
        Source source = sources[field.ordinal()];
        if (source == null) {
            return "";
        }
        String word = cell(field, cells).strip();
        Map<String, String> values = source.rule.values();
        return values.isEmpty() ? word : values.getOrDefault(word, word);
    }

    boolean has(ImportField field) {
        return sources[field.ordinal()] != null;
    }

    /** Whether the column is part of the row's identity. */
    boolean identifies(int column) {
        return !balances.get(column);
    }

    private void bindOwn(List<String> columns) {
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).strip().toLowerCase(Locale.ROOT);
            ImportField field = ImportField.of(name);
            if (field == null) {
                if (!name.isEmpty()) {
                    ignored.add(columns.get(i).strip());
                }
                continue;
            }
            if (has(field)) {
                throw wrongHeader(name, "the header has the column " + name + " twice");
            }
            sources[field.ordinal()] = source(field, FieldRule.column(name), i);
        }
    }

    private void bindMapped(List<String> columns, ImportMapping mapping) {
        boolean[] used = new boolean[columns.size()];
        mapping.fields()
                .forEach((field, rule) -> {
                    int index = -1;
                    String column = rule.column();
                    if (column != null) {
                        index = find(columns, field, column);
                        used[index] = true;
                        if (field == ImportField.BALANCE) {
                            balances.set(index);
                        }
                    }
                    sources[field.ordinal()] = source(field, rule, index);
                });
        for (int i = 0; i < used.length; i++) {
            if (!used[i] && ColumnNames.isBalance(columns.get(i))) {
                balances.set(i);
            }
            if (!used[i] && !columns.get(i).isBlank()) {
                ignored.add(columns.get(i).strip());
            }
        }
    }

    private static Source source(ImportField field, FieldRule rule, int index) {
        boolean time =
                field == ImportField.TIMESTAMP
                        || field == ImportField.EFFECTIVE_AT
                        || field == ImportField.OPENED_AT
                        || field == ImportField.EXPIRES_AT;
        return new Source(rule, index, time ? new TimestampReader(rule.pattern()) : null);
    }

    private static int find(List<String> columns, ImportField field, String name) {
        int found = -1;
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).strip().equals(name.strip())) {
                if (found >= 0) {
                    throw wrongHeader(
                            field.column(),
                            "the header has the column " + RowProblem.shown(name) + " twice");
                }
                found = i;
            }
        }
        for (int i = 0; found < 0 && i < columns.size(); i++) {
            if (columns.get(i).strip().equalsIgnoreCase(name.strip())) {
                found = i;
            }
        }
        int number = FieldRule.number(name);
        if (found < 0 && number > 0 && number <= columns.size()) {
            found = number - 1;
        }
        if (found < 0) {
            throw wrongHeader(
                    field.column(),
                    "the header has no column " + RowProblem.shown(name) + "; " + list(columns));
        }
        return found;
    }

    private void require(List<String> columns, boolean parted) {
        List<ImportField> needed =
                transactions
                        ? parted ? List.of(ImportField.ACCOUNT_NUM) : TRANSACTION_FIELDS
                        : own
                                ? List.of(ImportField.ACCOUNT_NUM, ImportField.HOLDER)
                                : List.of(ImportField.HOLDER);
        for (ImportField field : needed) {
            if (!has(field)) {
                String what =
                        own
                                ? "the header has no column " + field.column()
                                : "the mapping has no " + field.column();
                throw wrongHeader(
                        field.column(),
                        what + (own ? "; a foreign file needs a mapping; " : "; ") + list(columns));
            }
        }
    }

    private static String list(List<String> columns) {
        StringBuilder text = new StringBuilder("its columns are ");
        for (int i = 0; i < columns.size() && i < 20; i++) {
            text.append(i == 0 ? "" : ", ").append(RowProblem.shown(columns.get(i).strip()));
        }
        return text.append(columns.size() > 20 ? " …" : "").toString();
    }

    private static ImportException wrongHeader(String field, String message) {
        return new ImportException(Codes.MALFORMED_REQUEST, field, message);
    }
}
