package org.davebank.service;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.exchange.FieldRule;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.ImportMapping;
import org.davebank.exchange.MappingSuggestion;
import org.jspecify.annotations.Nullable;

/**
 * What an uploaded file looks like, with a mapping that a person can correct before it is imported.
 *
 * @param own the columns are the bank's own: no mapping is needed
 * @param createAccounts proposed for foreign account ids; with {@code own} the file is of statements
 * @param delimiter a name for people
 * @param rows the first rows
 * @param columnOf the proposed column of each of the bank's fields that has one
 * @param wordOf what the file's type words are taken for
 * @param unknownWords type words that nobody has explained yet
 * @param pattern of the dates, empty for ISO 8601
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
        String proposed) {

    /** The bank's fields that a column can be mapped to, in the order in which people want them. */
    public static final List<String> FIELDS =
            List.of(
                    "account_num",
                    "transaction_type",
                    "amount",
                    "timestamp",
                    "currency",
                    "to_account",
                    "reference",
                    "description",
                    "external_id",
                    "balance");

    public ImportPreview {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        columnOf = Collections.unmodifiableMap(new LinkedHashMap<>(columnOf));
        words = List.copyOf(words);
        wordOf = Collections.unmodifiableMap(new LinkedHashMap<>(wordOf));
        unknownWords = List.copyOf(unknownWords);
    }

    static ImportPreview of(InputStream in) throws IOException {
        MappingSuggestion seen;
        try {
            seen = MappingSuggestion.of(in);
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
                seen.own() && !mapping.createAccounts() ? "" : mapping.toJson());
    }

    /**
     * The mapping's JSON with a person's corrections.
     *
     * @param chosenColumns the column of each field; a field that is missing is not read
     * @param chosenWords deposit, withdrawal or transfer for each type word that is explained
     * @throws ServiceProblem malformed_request when they make no mapping
     */
    public String mapping(
            Map<String, String> chosenColumns,
            Map<String, String> chosenWords,
            String chosenPattern,
            boolean chosenCreateAccounts) {
        try {
            ImportMapping mapping =
                    proposed.isEmpty() ? ImportMapping.own() : ImportMapping.parse(proposed);
            for (String name : FIELDS) {
                ImportField field = field(name);
                String column = chosenColumns.get(name);
                FieldRule known = mapping.fields().get(field);
                if (column != null) {
                    mapping = mapping.with(field, rule(field, known, column));
                } else if (known != null && known.column() != null) {
                    mapping = mapping.without(field);
                }
            }
            FieldRule type = mapping.fields().get(ImportField.TRANSACTION_TYPE);
            if (type != null && !type.bySign()) {
                mapping = mapping.with(ImportField.TRANSACTION_TYPE, type.withValues(chosenWords));
            }
            FieldRule time = mapping.fields().get(ImportField.TIMESTAMP);
            if (time != null) {
                String pattern = chosenPattern.strip();
                mapping =
                        mapping.with(
                                ImportField.TIMESTAMP,
                                time.withPattern(pattern.isEmpty() ? null : pattern));
            }
            String json = mapping.withCreateAccounts(chosenCreateAccounts).toJson();
            ImportMapping.parse(json);
            return json;
        } catch (ImportException e) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static ImportField field(String name) {
        ImportField field = ImportField.of(name);
        if (field == null) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, name + " is no field");
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

    /** The distinct words of a column in the rows shown here, for when a person picks another one. */
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
