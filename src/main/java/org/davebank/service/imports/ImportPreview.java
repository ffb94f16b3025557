package org.davebank.service.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.mapping.FieldRule;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;

/**
 * A preview of an uploaded file, with a proposed mapping that a person can correct before the
 * import.
 *
 * @param own the file has the bank's own columns: no mapping is needed
 * @param createAccounts proposed for foreign account ids; with {@code own} it is a statement file
 * @param delimiter its display name
 * @param rows the first rows
 * @param columnOf the proposed column for each of the bank's fields that has one
 * @param wordOf the proposed meaning of each type word in the file
 * @param unknownWords type words without a meaning so far
 * @param pattern of the dates, empty for ISO 8601
 * @param account of all rows, where no column names it; otherwise empty
 * @param decimal the decimal sign of the amounts; empty for a plain point
 * @param skipLines lines in front of the header
 * @param header false where the first line is a row; the columns then have numbers
 * @param newestFirst the newest row comes first
 * @param openingBalances proposed where the file states a balance before its first row
 * @param proposed the proposed mapping's JSON, empty when none is needed
 */
public record ImportPreview(
        boolean own,
        String delimiter,
        String encoding,
        List<String> columns,
        List<List<String>> rows,
        Map<String, String> columnOf,
        List<String> words,
        Map<String, String> wordOf,
        List<String> unknownWords,
        String pattern,
        boolean createAccounts,
        boolean typeBySign,
        String account,
        String decimal,
        int skipLines,
        boolean header,
        boolean newestFirst,
        boolean openingBalances,
        String proposed) {

    /** The bank's fields that a column can be mapped to, in display order. */
    public static final List<String> FIELDS =
            List.of(
                    "account_num",
                    "transaction_type",
                    "amount",
                    "amount_in",
                    "amount_out",
                    "fee",
                    "timestamp",
                    "time",
                    "time_zone",
                    "currency",
                    "to_account",
                    "reference",
                    "description",
                    "external_id",
                    "balance",
                    "status");

    /** Fewer common names occur in any bank's files. */
    private static final int COLUMNS_IN_COMMON_MIN = 3;

    /**
     * The choices of a person.
     *
     * @param columns the column of each field; fields that are missing are not read
     * @param words deposit, withdrawal or transfer for each type word with a meaning
     * @param pattern of the dates, empty for ISO 8601
     * @param account of all rows; used where no column names it
     * @param decimal sign, empty for a plain point
     */
    public record Choice(
            Map<String, String> columns,
            Map<String, String> words,
            String pattern,
            String account,
            String decimal,
            boolean createAccounts,
            boolean openingBalances) {}

    public ImportPreview {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        columnOf = Collections.unmodifiableMap(new LinkedHashMap<>(columnOf));
        words = List.copyOf(words);
        wordOf = Collections.unmodifiableMap(new LinkedHashMap<>(wordOf));
        unknownWords = List.copyOf(unknownWords);
    }

    static ImportPreview of(InputStream in, String fileName) throws IOException {
        MappingSuggestion seen;
        try {
            seen = MappingSuggestion.of(in, fileName);
        } catch (ImportException e) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, String.valueOf(e.getMessage()));
        }
        ImportMapping mapping = seen.mapping();
        Map<String, String> columnOf = new LinkedHashMap<>();
        mapping.fields()
                .forEach((field, rule) -> {
                    if (rule.column() != null) {
                        columnOf.put(field.column(), rule.column());
                    }
                });
        FieldRule type = mapping.fields().get(ImportField.TRANSACTION_TYPE);
        FieldRule time = mapping.fields().get(ImportField.TIMESTAMP);
        return new ImportPreview(
                seen.own(),
                switch (seen.delimiter()) {
                    case '\t' -> "tab";
                    case 0 -> "";
                    default -> String.valueOf(seen.delimiter());
                },
                seen.encoding(),
                seen.columns(),
                seen.rows(),
                columnOf,
                seen.typeWords(),
                type == null ? Map.of() : type.values(),
                seen.unknownTypeWords(),
                time == null || time.pattern() == null ? "" : time.pattern(),
                mapping.createAccounts(),
                type != null && type.bySign(),
                account(mapping),
                mapping.decimal() == 0 ? "" : String.valueOf(mapping.decimal()),
                mapping.layout().skipLines(),
                mapping.layout().header(),
                seen.newestFirst(),
                mapping.openingBalances(),
                mapping.equals(ImportMapping.own()) ? "" : mapping.toJson());
    }

    private static String account(ImportMapping mapping) {
        FieldRule rule = mapping.fields().get(ImportField.ACCOUNT_NUM);
        String constant = rule == null ? null : rule.constant();
        return constant == null ? "" : constant;
    }

    /** Whether no column names the account, so that a person has to. */
    public boolean asksForAccount() {
        return !own && !columnOf.containsKey(ImportField.ACCOUNT_NUM.column());
    }

    /**
     * The same with the account of the newest import of such a file: the next download has another
     * name but the same columns.
     */
    ImportPreview forAccountOf(List<ImportJob> newestFirst) {
        if (!asksForAccount()) {
            return this;
        }
        for (ImportJob job : newestFirst) {
            String known = accountOf(job);
            if (!known.isEmpty()) {
                return new ImportPreview(
                        own,
                        delimiter,
                        encoding,
                        columns,
                        rows,
                        columnOf,
                        words,
                        wordOf,
                        unknownWords,
                        pattern,
                        createAccounts && !AccountNumber.isValid(known),
                        typeBySign,
                        known,
                        decimal,
                        skipLines,
                        header,
                        this.newestFirst,
                        openingBalances,
                        proposed);
            }
        }
        return this;
    }

    /** The account of an import that read the same columns; empty for other kinds of file. */
    private String accountOf(ImportJob job) {
        if (job.mapping().isBlank()) {
            return "";
        }
        try {
            ImportMapping mapping = ImportMapping.parse(job.mapping());
            Set<String> used = new HashSet<>();
            mapping.fields()
                    .values()
                    .forEach(rule -> {
                        if (rule.column() != null) {
                            used.add(rule.column());
                        }
                    });
            boolean same = columns.containsAll(used) && used.containsAll(columnOf.values());
            return header && same && used.size() >= COLUMNS_IN_COMMON_MIN ? account(mapping) : "";
        } catch (ImportException e) {
            return "";
        }
    }

    /**
     * The mapping's JSON with a person's corrections.
     *
     * @throws ServiceProblem malformed_request when the choices make no valid mapping
     */
    public String mapping(Choice choice) {
        try {
            ImportMapping mapping =
                    proposed.isEmpty() ? ImportMapping.own() : ImportMapping.parse(proposed);
            if (!own) {
                mapping = withColumns(mapping, choice);
            }
            char sign = choice.decimal().isEmpty() ? 0 : choice.decimal().charAt(0);
            ImportMapping whole =
                    mapping.withDecimal(sign)
                            .withCreateAccounts(choice.createAccounts())
                            .withOpeningBalances(choice.openingBalances());
            if (whole.equals(ImportMapping.own())) {
                return "";
            }
            String json = whole.toJson();
            ImportMapping.parse(json);
            return json;
        } catch (ImportException e) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static ImportMapping withColumns(ImportMapping proposed, Choice choice) {
        ImportMapping mapping = proposed;
        for (String name : FIELDS) {
            ImportField field = field(name);
            String column = choice.columns().get(name);
            FieldRule known = mapping.fields().get(field);
            if (column != null) {
                mapping = mapping.with(field, rule(field, known, column));
            } else if (known != null && known.column() != null) {
                mapping = mapping.without(field);
            }
        }
        String account = choice.account().strip();
        if (!choice.columns().containsKey(ImportField.ACCOUNT_NUM.column())) {
            if (account.isEmpty()) {
                throw ServiceProblem.of(
                        ProblemCode.MALFORMED_REQUEST, "say which account the rows are of");
            }
            mapping = mapping.with(ImportField.ACCOUNT_NUM, FieldRule.constant(account));
        }
        FieldRule type = mapping.fields().get(ImportField.TRANSACTION_TYPE);
        boolean signed = mapping.fields().containsKey(ImportField.AMOUNT);
        if (type == null && signed) {
            mapping = mapping.with(ImportField.TRANSACTION_TYPE, FieldRule.bySignOfAmount());
        } else if (type != null && !type.bySign()) {
            mapping = mapping.with(ImportField.TRANSACTION_TYPE, type.withValues(choice.words()));
        } else if (type != null && !signed) {
            mapping = mapping.without(ImportField.TRANSACTION_TYPE);
        }
        FieldRule time = mapping.fields().get(ImportField.TIMESTAMP);
        if (time != null) {
            String pattern = choice.pattern().strip();
            mapping =
                    mapping.with(
                            ImportField.TIMESTAMP,
                            time.withPattern(pattern.isEmpty() ? null : pattern));
        }
        return mapping;
    }

    private static ImportField field(String name) {
        ImportField field = ImportField.inMapping(name);
        if (field == null) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, name + " is not a field");
        }
        return field;
    }

    private static FieldRule rule(ImportField field, @Nullable FieldRule known, String column) {
        if (known == null) {
            return FieldRule.column(column);
        }
        boolean bySign = known.bySign() && field == ImportField.TRANSACTION_TYPE;
        return column.equals(known.column())
                ? known
                : new FieldRule(
                        column,
                        null,
                        known.values(),
                        known.pattern(),
                        known.negate(),
                        known.absolute(),
                        bySign && known.column() != null,
                        known.external());
    }

    /**
     * The distinct words of a column in the preview rows, for when a person picks another column.
     */
    public List<String> wordsOf(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            return List.of();
        }
        if (column.equals(columnOf.get("transaction_type"))) {
            return words;
        }
        return rows.stream().map(row -> row.get(index).strip()).distinct().limit(50).toList();
    }
}
