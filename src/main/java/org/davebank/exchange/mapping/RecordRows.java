package org.davebank.exchange.mapping;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.exchange.Codes;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.Occurrences;
import org.davebank.exchange.RowProblem;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows from records with named members, as in JSON and XML, by the same rules as for the
 * cells below a header. Not thread-safe.
 */
public final class RecordRows {

    /** The expected kind of a record; where the file does not say, its members decide. */
    public enum Kind {
        ANY,
        ACCOUNT,
        TRANSACTION
    }

    private static final int IGNORED_MAX = 512;
    private static final int NAMES_MAX = 1_024;
    private static final Set<ImportField> OF_ACCOUNTS =
            EnumSet.of(
                    ImportField.ACCOUNT_NUM,
                    ImportField.HOLDER,
                    ImportField.CURRENCY,
                    ImportField.STATUS,
                    ImportField.OVERDRAFT_LIMIT,
                    ImportField.BALANCE,
                    ImportField.OPENED_AT,
                    ImportField.ALIASES);

    private final ImportMapping mapping;
    private final ImportSettings settings;
    private final Occurrences occurrences = new Occurrences();
    private final boolean statements;
    private final boolean own;
    private final List<String> columns;
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> ignored = new LinkedHashSet<>();
    private @Nullable List<FileRecord> seen;
    private @Nullable RowBuilder accounts;
    private @Nullable RowBuilder transactions;

    /** For one file; each file in an archive needs its own. */
    public RecordRows(ImportMapping mapping, ImportSettings settings) {
        this(mapping, settings, false);
    }

    private RecordRows(ImportMapping mapping, ImportSettings settings, boolean statements) {
        this.mapping = mapping;
        this.settings = settings;
        this.statements = statements;
        own = mapping.isOwn();
        columns = own ? ownColumns() : mappedColumns(mapping);
    }

    private static List<String> ownColumns() {
        List<String> names = new ArrayList<>();
        for (ImportField field : ImportField.values()) {
            if (!field.isForeign()) {
                names.add(field.column());
            }
        }
        return names;
    }

    private static List<String> mappedColumns(ImportMapping mapping) {
        Set<String> names = new LinkedHashSet<>();
        mapping.fields()
                .values()
                .forEach(rule -> {
                    if (rule.column() != null) {
                        names.add(rule.column());
                    }
                });
        return List.copyOf(names);
    }

    /** Collects records instead of making rows of them. */
    public static RecordRows watching(boolean own, ImportSettings settings, List<FileRecord> seen) {
        ImportMapping foreign =
                ImportMapping.own().with(ImportField.HOLDER, FieldRule.column("holder"));
        RecordRows rows = new RecordRows(own ? ImportMapping.own() : foreign, settings);
        rows.seen = seen;
        return rows;
    }

    /**
     * For rows of statements: an account id that is not ours is a foreign one, which may be known.
     */
    public RecordRows ofStatements() {
        RecordRows rows = new RecordRows(mapping.withCreateAccounts(true), settings, true);
        rows.seen = seen;
        return rows;
    }

    /** True when the bank's own names are expected. */
    public boolean own() {
        return own;
    }

    /** A builder for rows of cells below a header. */
    public RowBuilder ofHeader(List<String> header) {
        return new RowBuilder(header, mapping, settings, true, false, occurrences);
    }

    public List<String> ignoredColumns() {
        return List.copyOf(ignored);
    }

    /** Whether the name is one of the columns that make up a row. */
    public boolean isColumn(String name) {
        return place(name) >= 0;
    }

    /** Whether the record may be an account, rather than a document around records. */
    public boolean namesAccount(FileRecord record) {
        return own
                ? record.members().containsKey(ImportField.ACCOUNT_NUM.column())
                : record.members().keySet().stream().anyMatch(this::isColumn);
    }

    /** Whether the record contains more about an account than its number. */
    public boolean isMoreThanNumber(FileRecord record) {
        String number = ImportField.ACCOUNT_NUM.column();
        return record.problem() != null
                || record.members().keySet().stream()
                        .anyMatch(name -> place(name) >= 0 && !name.equalsIgnoreCase(number));
    }

    /** The record as an account, a transaction or a reject. */
    public ImportRow row(FileRecord record, Kind kind) {
        if (seen != null) {
            seen.add(record);
            return reject(record.number(), "", "row", "only looked at");
        }
        String[] cells = new String[columns.size()];
        for (Map.Entry<String, String> member : record.members().entrySet()) {
            int place = place(member.getKey());
            if (place >= 0 && cells[place] == null) {
                cells[place] = member.getValue();
            } else if (place >= 0) {
                record.fault(columns.get(place), RowProblem.shown(member.getKey()) + " is twice");
            } else if (ignored.size() < IGNORED_MAX) {
                ignored.add(member.getKey());
            }
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i] == null ? "" : cells[i];
        }
        String raw = record.raw().toString();
        RowProblem problem = record.problem();
        if (problem != null) {
            return reject(
                    record.number(), raw, problem.field, String.valueOf(problem.getMessage()));
        }
        boolean transaction =
                switch (kind) {
                    case ACCOUNT -> false;
                    case TRANSACTION -> true;
                    case ANY ->
                            has(cells, ImportField.TRANSACTION_TYPE)
                                    || has(cells, ImportField.AMOUNT);
                };
        return builder(transaction)
                .build(record.number(), raw, cells, own ? null : content(record));
    }

    /** The whole content of a foreign record, except for balances. */
    private List<String> content(FileRecord record) {
        FieldRule rule = mapping.fields().get(ImportField.BALANCE);
        String balance = rule == null ? null : rule.column();
        List<String> content = new ArrayList<>();
        record.members()
                .forEach((name, value) -> {
                    if (!name.equals(balance) && !ColumnNames.isBalance(name)) {
                        content.add(name);
                        content.add(value);
                    }
                });
        return content;
    }

    public static ImportRow reject(long line, String raw, String field, String message) {
        return new ImportRow.RejectedRow(
                line, RowBuilder.kept(raw), field, Codes.MALFORMED_REQUEST, message);
    }

    private static boolean has(String[] cells, ImportField field) {
        return field.ordinal() < cells.length && !cells[field.ordinal()].isEmpty();
    }

    private int place(String name) {
        Integer known = places.get(name);
        if (known != null) {
            return known;
        }
        int place = columns.indexOf(name);
        for (int i = 0; place < 0 && i < columns.size(); i++) {
            place = columns.get(i).strip().equalsIgnoreCase(name.strip()) ? i : -1;
        }
        if (places.size() < NAMES_MAX) {
            places.put(name, place);
        }
        return place;
    }

    private RowBuilder builder(boolean transaction) {
        if (!own || transaction) {
            if (transactions == null) {
                transactions =
                        new RowBuilder(columns, mapping, settings, false, statements, occurrences);
            }
            return transactions;
        }
        if (accounts == null) {
            List<String> known = new ArrayList<>();
            for (ImportField field : ImportField.values()) {
                if (field.isForeign()) {
                    break;
                }
                known.add(OF_ACCOUNTS.contains(field) ? field.column() : "");
            }
            accounts = new RowBuilder(known, mapping, settings, false, statements, occurrences);
        }
        return accounts;
    }
}
