package org.davebank.exchange.mapping;

import java.nio.charset.Charset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.jspecify.annotations.Nullable;

/**
 * How a foreign file's columns become the bank's; {@link MappingJson} says it as JSON. A mapping
 * without fields reads the bank's own columns.
 *
 * @param layout where the rows of a CSV file stand
 * @param decimal the decimal sign, {@code .} or {@code ,}; digits may then come in groups of
 *     three. 0 means a point, with groups only where they cannot be decimals
 * @param group the only sign that parts groups; 0 means any usual one
 * @param createAccounts unknown external account ids become aliases of new accounts
 * @param openingBalances the balance that an account's row states is posted when it opens the account
 * @param format null means: look at the file
 */
public record ImportMapping(
        Map<ImportField, FieldRule> fields,
        Layout layout,
        char decimal,
        char group,
        boolean createAccounts,
        boolean openingBalances,
        @Nullable FileFormat format) {

    /**
     * Where the rows of a CSV file stand.
     *
     * @param delimiter 0 means: look at the header
     * @param encoding null means: look at the bytes
     * @param header false: the first line is a row already, and columns have numbers only
     * @param skipLines lines before the header, or before the first row
     * @param skipLastRows rows at the end that are none, such as totals
     */
    public record Layout(
            char delimiter,
            @Nullable Charset encoding,
            boolean header,
            int skipLines,
            int skipLastRows) {

        /** Found out from the file. */
        public static final Layout DETECTED = new Layout((char) 0, null, true, 0, 0);
    }

    public static final int SKIP_LINES_MAX = 1_000;

    public ImportMapping {
        Map<ImportField, FieldRule> copy = new EnumMap<>(ImportField.class);
        copy.putAll(fields);
        fields = Collections.unmodifiableMap(copy);
    }

    /** For files with the bank's own columns. */
    public static ImportMapping own() {
        return new ImportMapping(Map.of(), Layout.DETECTED, (char) 0, (char) 0, false, false, null);
    }

    /** True when the file's columns bear the bank's own names. */
    public boolean isOwn() {
        return fields.isEmpty();
    }

    public ImportMapping with(ImportField field, FieldRule rule) {
        Map<ImportField, FieldRule> changed = new EnumMap<>(ImportField.class);
        changed.putAll(fields);
        changed.put(field, rule);
        return withFields(changed);
    }

    public ImportMapping without(ImportField field) {
        Map<ImportField, FieldRule> changed = new EnumMap<>(ImportField.class);
        changed.putAll(fields);
        changed.remove(field);
        return withFields(changed);
    }

    private ImportMapping withFields(Map<ImportField, FieldRule> changed) {
        return new ImportMapping(
                changed, layout, decimal, group, createAccounts, openingBalances, format);
    }

    /** The same with another decimal sign, or with 0 for the usual one. */
    public ImportMapping withDecimal(char sign) {
        return new ImportMapping(
                fields, layout, sign, group, createAccounts, openingBalances, format);
    }

    public ImportMapping withLayout(Layout other) {
        return new ImportMapping(
                fields, other, decimal, group, createAccounts, openingBalances, format);
    }

    public ImportMapping withCreateAccounts(boolean create) {
        return new ImportMapping(fields, layout, decimal, group, create, openingBalances, format);
    }

    public ImportMapping withOpeningBalances(boolean post) {
        return new ImportMapping(fields, layout, decimal, group, createAccounts, post, format);
    }

    /** Throws {@link ImportException} for a name that is none of a format. */
    public ImportMapping withFormat(String name) {
        return new ImportMapping(
                fields,
                layout,
                decimal,
                group,
                createAccounts,
                openingBalances,
                MappingJson.format(name));
    }

    /** Reads the JSON of a mapping; throws {@link ImportException} with the member that is wrong. */
    public static ImportMapping parse(String json) {
        return MappingJson.parse(json);
    }

    /** The mapping as {@link #parse} reads it. */
    public String toJson() {
        return MappingJson.write(this);
    }

    AmountStyle amounts() {
        return new AmountStyle(decimal, group);
    }
}
