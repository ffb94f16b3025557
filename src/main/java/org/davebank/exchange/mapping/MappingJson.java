package org.davebank.exchange.mapping;

import java.nio.charset.Charset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.davebank.base.Money;
import org.davebank.exchange.Codes;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.RecordLimits;
import org.davebank.exchange.RowProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mapping as JSON: a member for each {@link ImportField} that the file has, holding a column's name
 * or number or an object with {@code column}, {@code values}, {@code pattern}, {@code constant} (or
 * {@code value}), {@code negate}, {@code absolute}, {@code by_sign} and {@code external}; further
 * {@code delimiter}, {@code encoding}, {@code header}, {@code skip_lines}, {@code skip_last_rows},
 * {@code decimal}, {@code group}, {@code create_accounts}, {@code opening_balances} and {@code
 * format}.
 */
final class MappingJson {

    static final int JSON_CHARS_MAX = 262_144;
    static final int VALUES_MAX = 2_000;
    private static final int NAME_CHARS_MAX = 1_000;

    private static final Set<String> TYPES = Set.of("deposit", "withdrawal", "transfer");
    private static final Set<ImportField> ACCOUNTS =
            Set.of(ImportField.ACCOUNT_NUM, ImportField.TO_ACCOUNT);
    private static final Set<ImportField> AMOUNTS =
            Set.of(
                    ImportField.AMOUNT,
                    ImportField.AMOUNT_IN,
                    ImportField.AMOUNT_OUT,
                    ImportField.FEE,
                    ImportField.BALANCE,
                    ImportField.OVERDRAFT_LIMIT);
    private static final Set<ImportField> TIMES =
            Set.of(
                    ImportField.TIMESTAMP,
                    ImportField.EFFECTIVE_AT,
                    ImportField.OPENED_AT,
                    ImportField.EXPIRES_AT);

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(8)
                                                    .maxNameLength(NAME_CHARS_MAX)
                                                    .maxStringLength(NAME_CHARS_MAX)
                                                    .maxDocumentLength(JSON_CHARS_MAX)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private MappingJson() {}

    /**
     * Throws {@link ImportException} with {@code malformed_request} and the invalid member.
     */
    static ImportMapping parse(String json) {
        if (json.length() > JSON_CHARS_MAX) {
            throw wrong("mapping", "a mapping has at most " + JSON_CHARS_MAX + " characters");
        }
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw wrong("mapping", "the mapping is not valid JSON: " + firstLine(e));
        }
        if (root == null || !root.isObject()) {
            throw wrong("mapping", "a mapping is a JSON object");
        }
        return new Settings().read(root);
    }

    /** The settings read so far. */
    private static final class Settings {
        private final Map<ImportField, FieldRule> fields = new EnumMap<>(ImportField.class);
        private char delimiter;
        private @Nullable Charset encoding;
        private boolean header = true;
        private int skipLines;
        private int skipLastRows;
        private char decimal;
        private char group;
        private boolean createAccounts;
        private boolean openingBalances;
        private @Nullable FileFormat format;

        ImportMapping read(JsonNode root) {
            for (Map.Entry<String, JsonNode> member : root.properties()) {
                take(member.getKey(), member.getValue());
            }
            if (fields.containsKey(ImportField.AMOUNT)
                    && (fields.containsKey(ImportField.AMOUNT_IN)
                            || fields.containsKey(ImportField.AMOUNT_OUT))) {
                throw wrong("amount", "there is one amount, or amount_in and amount_out");
            }
            if (group != 0 && group == decimal) {
                throw wrong("group", "decimal and group are two signs");
            }
            ImportMapping.Layout layout =
                    new ImportMapping.Layout(delimiter, encoding, header, skipLines, skipLastRows);
            return new ImportMapping(
                    fields, layout, decimal, group, createAccounts, openingBalances, format);
        }

        private void take(String name, JsonNode value) {
            switch (name) {
                case "delimiter" -> delimiter = delimiter(string(name, value));
                case "encoding" -> encoding = encoding(string(name, value));
                case "header" -> header = flag(name, value);
                case "skip_lines" -> skipLines = count(name, value);
                case "skip_last_rows" -> skipLastRows = count(name, value);
                case "decimal" -> decimal = decimal(string(name, value));
                case "group" -> group = group(string(name, value));
                case "create_accounts" -> createAccounts = flag(name, value);
                case "opening_balances" -> openingBalances = flag(name, value);
                case "format" -> format = format(string(name, value));
                default -> {
                    ImportField field = ImportField.inMapping(name);
                    if (field == null) {
                        throw wrong(name, RowProblem.shown(name) + " is not a field of the bank");
                    }
                    fields.put(field, rule(field, value));
                }
            }
        }
    }

    /** The mapping in the form that {@link #parse} reads. */
    static String write(ImportMapping mapping) {
        ObjectNode root = JSON.createObjectNode();
        mapping.fields()
                .forEach((field, rule) -> {
                    String column = rule.column();
                    if (column != null && rule.equals(FieldRule.column(column))) {
                        putColumn(root, field.column(), column);
                    } else {
                        root.set(field.column(), ruleJson(rule));
                    }
                });
        ImportMapping.Layout layout = mapping.layout();
        Charset encoding = layout.encoding();
        putSign(root, "delimiter", layout.delimiter());
        if (encoding != null) {
            root.put("encoding", encoding.name());
        }
        if (!layout.header()) {
            root.put("header", false);
        }
        putCount(root, "skip_lines", layout.skipLines());
        putCount(root, "skip_last_rows", layout.skipLastRows());
        putSign(root, "decimal", mapping.decimal());
        putSign(root, "group", mapping.group());
        putFlag(root, "create_accounts", mapping.createAccounts());
        putFlag(root, "opening_balances", mapping.openingBalances());
        FileFormat format = mapping.format();
        if (format != null) {
            root.put("format", format.spelled());
        }
        return root.toString();
    }

    private static ObjectNode ruleJson(FieldRule rule) {
        ObjectNode node = JSON.createObjectNode();
        if (rule.column() != null) {
            putColumn(node, "column", rule.column());
        }
        if (rule.constant() != null) {
            node.put("constant", rule.constant());
        }
        if (!rule.values().isEmpty()) {
            ObjectNode words = node.putObject("values");
            rule.values().forEach(words::put);
        }
        if (rule.pattern() != null) {
            node.put("pattern", rule.pattern());
        }
        putFlag(node, "negate", rule.negate());
        putFlag(node, "absolute", rule.absolute());
        putFlag(node, "by_sign", rule.bySign());
        putFlag(node, "external", rule.external());
        return node;
    }

    /** A column given by its number is a number in JSON too. */
    private static void putColumn(ObjectNode node, String name, String column) {
        int number = FieldRule.number(column);
        if (number > 0) {
            node.put(name, number);
        } else {
            node.put(name, column);
        }
    }

    private static void putSign(ObjectNode node, String name, char sign) {
        if (sign != 0) {
            node.put(name, String.valueOf(sign));
        }
    }

    private static void putCount(ObjectNode node, String name, int count) {
        if (count > 0) {
            node.put(name, count);
        }
    }

    private static void putFlag(ObjectNode node, String name, boolean flag) {
        if (flag) {
            node.put(name, true);
        }
    }

    private static FieldRule rule(ImportField field, JsonNode node) {
        String name = field.column();
        if (node.isString() || node.isNumber()) {
            return checked(field, FieldRule.column(columnName(name, node)));
        }
        if (!node.isObject()) {
            throw wrong(name, name + " is a column's name or number, or an object");
        }
        String column = null;
        String constant = null;
        Map<String, String> values = Map.of();
        String pattern = null;
        boolean negate = false;
        boolean absolute = false;
        boolean bySign = false;
        boolean external = false;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String at = name + "." + member.getKey();
            JsonNode value = member.getValue();
            switch (member.getKey()) {
                case "column" -> column = columnName(at, value);
                case "constant", "value" -> constant = string(at, value);
                case "values" -> values = words(at, value);
                case "pattern" -> pattern = string(at, value);
                case "negate" -> negate = flag(at, value);
                case "absolute" -> absolute = flag(at, value);
                case "by_sign" -> bySign = flag(at, value);
                case "external" -> external = flag(at, value);
                default -> throw wrong(at, RowProblem.shown(at) + " is not known");
            }
        }
        return checked(
                field,
                new FieldRule(
                        column, constant, values, pattern, negate, absolute, bySign, external));
    }

    private static FieldRule checked(ImportField field, FieldRule rule) {
        String name = field.column();
        if (rule.column() != null && rule.constant() != null) {
            throw wrong(name, name + " has a column or a constant, not both");
        }
        if (rule.column() == null && rule.constant() == null && !rule.bySign()) {
            throw wrong(name, name + " needs a column or a constant");
        }
        if (rule.bySign() && field != ImportField.TRANSACTION_TYPE) {
            throw wrong(name + ".by_sign", "only transaction_type goes by the sign");
        }
        if ((rule.negate() || rule.absolute()) && !AMOUNTS.contains(field)) {
            throw wrong(name, "only amounts have a sign");
        }
        if (rule.external() && !ACCOUNTS.contains(field)) {
            throw wrong(name + ".external", "only accounts can be external");
        }
        if (rule.pattern() != null) {
            if (!TIMES.contains(field) && field != ImportField.TIME) {
                throw wrong(name + ".pattern", "only timestamps have a pattern");
            }
            try {
                if (field == ImportField.TIME) {
                    DayTimeReader.formatter(rule.pattern());
                } else {
                    new TimestampReader(rule.pattern());
                }
            } catch (IllegalArgumentException e) {
                throw wrong(
                        name + ".pattern",
                        RowProblem.shown(rule.pattern()) + " is not a pattern for a full date");
            }
        }
        String zone = rule.constant();
        if (field == ImportField.TIME_ZONE && zone != null && DayTimeReader.zone(zone) == null) {
            throw wrong(name, RowProblem.shown(zone) + " is not a time zone");
        }
        if (field == ImportField.TRANSACTION_TYPE) {
            rule.values().values().forEach(MappingJson::checkType);
            if (rule.constant() != null && !rule.values().containsKey(rule.constant())) {
                checkType(rule.constant());
            }
        }
        if (field == ImportField.CURRENCY
                && rule.constant() != null
                && !Money.isCurrency(rule.constant())) {
            throw wrong(name, RowProblem.shown(rule.constant()) + " is not a currency");
        }
        return rule;
    }

    private static void checkType(String word) {
        if (!TYPES.contains(word)) {
            throw wrong(
                    "transaction_type",
                    RowProblem.shown(word) + " is not deposit, withdrawal or transfer");
        }
    }

    private static Map<String, String> words(String at, JsonNode node) {
        if (!node.isObject() || node.size() > VALUES_MAX) {
            throw wrong(at, at + " is an object of at most " + VALUES_MAX + " words");
        }
        Map<String, String> words = new LinkedHashMap<>();
        node.properties().forEach(entry -> words.put(entry.getKey(), string(at, entry.getValue())));
        return words;
    }

    private static String columnName(String at, JsonNode node) {
        if (node.isNumber()) {
            boolean fits =
                    node.isIntegralNumber()
                            && node.canConvertToInt()
                            && node.intValue() >= 1
                            && node.intValue() <= RecordLimits.COLUMNS_MAX;
            if (!fits) {
                throw wrong(at, "columns have numbers from 1 to " + RecordLimits.COLUMNS_MAX);
            }
            return FieldRule.numbered(node.intValue());
        }
        String name = string(at, node);
        if (name.isBlank()) {
            throw wrong(at, at + " is empty");
        }
        return name;
    }

    private static String string(String at, JsonNode node) {
        if (!node.isString()) {
            throw wrong(at, at + " is a text");
        }
        return node.stringValue();
    }

    private static boolean flag(String at, JsonNode node) {
        if (!node.isBoolean()) {
            throw wrong(at, at + " is true or false");
        }
        return node.booleanValue();
    }

    private static char delimiter(String text) {
        String plain = text.equals("tab") ? "\t" : text;
        char c = plain.length() == 1 ? plain.charAt(0) : 0;
        boolean usable = c == '\t' || c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
        if (!usable || c == '"' || c == '.' || c == '-') {
            throw wrong("delimiter", "delimiter is one sign such as , ; | or tab");
        }
        return c;
    }

    private static Charset encoding(String text) {
        try {
            Charset charset = Charset.forName(text.strip().toUpperCase(Locale.ROOT));
            charset.newDecoder();
            return charset;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw wrong("encoding", RowProblem.shown(text) + " is not a known encoding");
        }
    }

    static FileFormat format(String text) {
        FileFormat format = FileFormat.of(text, FileFormat.IMPORTS);
        if (format == null) {
            throw wrong("format", "format is " + FileFormat.words(FileFormat.IMPORTS));
        }
        return format;
    }

    private static char decimal(String text) {
        if (!text.equals(".") && !text.equals(",")) {
            throw wrong("decimal", "decimal is \".\" or \",\"");
        }
        return text.charAt(0);
    }

    private static char group(String text) {
        char c = text.length() == 1 ? text.charAt(0) : 0;
        if (c != '.' && c != ',' && c != '\'' && c != '’' && !Decimal.isBlank(c)) {
            throw wrong("group", "group is one of . , ' and a blank");
        }
        return c;
    }

    private static int count(String at, JsonNode node) {
        boolean fits =
                node.isIntegralNumber()
                        && node.canConvertToInt()
                        && node.intValue() >= 0
                        && node.intValue() <= ImportMapping.SKIP_LINES_MAX;
        if (!fits) {
            throw wrong(at, at + " is a count from 0 to " + ImportMapping.SKIP_LINES_MAX);
        }
        return node.intValue();
    }

    private static String firstLine(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.lines().findFirst().orElse("").strip();
    }

    private static ImportException wrong(String field, String message) {
        return new ImportException(Codes.MALFORMED_REQUEST, field, message);
    }
}
