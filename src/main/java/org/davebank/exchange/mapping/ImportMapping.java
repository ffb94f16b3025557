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
 * Maps a foreign file's columns to the bank's; {@link MappingJson} reads and writes it as JSON. A
 * mapping without fields reads the bank's own columns.
 *
 * @param layout the position of the rows in a CSV file
 * @param decimal the decimal sign, {@code .} or {@code ,}; digits may then be grouped in threes. 0
 *     means a point, with groups only where they can't be decimals
 * @param group the only separator of groups; 0 means any usual one
 * @param createAccounts unknown foreign account ids become aliases of new accounts
 * @param openingBalances posts the balance stated in an account's row when it opens the account
 * @param format null means: detect it
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
     * The position of the rows in a CSV file.
     *
     * @param delimiter 0 means: detect it from the header
     * @param encoding null means: detect it from the bytes
     * @param header false: the first line is a row, and columns have only numbers
     * @param skipLines lines before the header, or before the first row
     * @param skipLastRows lines at the end that are not rows, such as totals
     */
    public record Layout(
            char delimiter,
            @Nullable Charset encoding,
            boolean header,
            int skipLines,
            int skipLastRows) {

        /** Detect everything. */
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

    /** True when the file's columns have the bank's own names. */
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

    /** The same mapping with another decimal sign, or with 0 for the default. */
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

    /** Throws {@link ImportException} for an unknown format name. */
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

    /** Reads the JSON of a mapping; throws {@link ImportException} with the invalid member. */
    public static ImportMapping parse(String json) {
        return MappingJson.parse(json);
    }

    /** The mapping in the form that {@link #parse} reads. */
    public String toJson() {
        return MappingJson.write(this);
    }

    AmountStyle amounts() {
        return new AmountStyle(decimal, group);
    }
}
