package org.davebank.exchange;

import java.nio.charset.Charset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.davebank.base.Money;
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
 * How a foreign file's columns become the bank's.
 *
 * <p>As JSON: a member for each {@link ImportField} that the file has, holding a column's name or
 * an object with {@code column}, {@code values}, {@code pattern}, {@code constant} (or {@code
 * value}), {@code negate}, {@code absolute}, {@code by_sign} and {@code external}; beside them
 * {@code delimiter}, {@code encoding}, {@code decimal}, {@code create_accounts}, {@code
 * opening_balances} and {@code format}.
 * A mapping without fields reads the bank's own columns.
 *
 * @param delimiter 0 means: look at the header
 * @param encoding null means: look at the bytes
 * @param decimal the decimal point, {@code .} or {@code ,}; digits may then come in groups of
 *     three. 0 means a plain point without groups
 * @param createAccounts unknown external account ids become aliases of new accounts
 * @param openingBalances the balance that an account's row states is posted when it opens the account
 * @param format null means: look at the file
 */
public record ImportMapping(
        Map<ImportField, FieldRule> fields,
        char delimiter,
        @Nullable Charset encoding,
        char decimal,
        boolean createAccounts,
        boolean openingBalances,
        @Nullable ImportFormat format) {

    static final int JSON_CHARS_MAX = 262_144;
    static final int VALUES_MAX = 2_000;
    private static final int NAME_CHARS_MAX = 1_000;

    private static final Set<String> TYPES = Set.of("deposit", "withdrawal", "transfer");
    private static final Set<ImportField> ACCOUNTS =
            Set.of(ImportField.ACCOUNT_NUM, ImportField.TO_ACCOUNT);
    private static final Set<ImportField> AMOUNTS =
            Set.of(ImportField.AMOUNT, ImportField.BALANCE, ImportField.OVERDRAFT_LIMIT);
    private static final Set<ImportField> TIMES =
            Set.of(ImportField.TIMESTAMP, ImportField.EFFECTIVE_AT, ImportField.OPENED_AT);

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

    public ImportMapping {
        Map<ImportField, FieldRule> copy = new EnumMap<>(ImportField.class);
        copy.putAll(fields);
        fields = Collections.unmodifiableMap(copy);
    }

    /** For files with the bank's own columns. */
    public static ImportMapping own() {
        return new ImportMapping(Map.of(), (char) 0, null, (char) 0, false, false, null);
    }

    /** True when the file's columns bear the bank's own names. */
    public boolean isOwn() {
        return fields.isEmpty();
    }

    public ImportMapping with(ImportField field, FieldRule rule) {
        Map<ImportField, FieldRule> changed = new LinkedHashMap<>(fields);
        changed.put(field, rule);
        return new ImportMapping(
                changed, delimiter, encoding, decimal, createAccounts, openingBalances, format);
    }

    public ImportMapping without(ImportField field) {
        Map<ImportField, FieldRule> changed = new LinkedHashMap<>(fields);
        changed.remove(field);
        return new ImportMapping(
                changed, delimiter, encoding, decimal, createAccounts, openingBalances, format);
    }

    public ImportMapping withCreateAccounts(boolean create) {
        return new ImportMapping(
                fields, delimiter, encoding, decimal, create, openingBalances, format);
    }

    public ImportMapping withOpeningBalances(boolean post) {
        return new ImportMapping(
                fields, delimiter, encoding, decimal, createAccounts, post, format);
    }

    /** Throws {@link ImportException} for a name that is none of a format. */
    public ImportMapping withFormat(String name) {
        return new ImportMapping(
                fields,
                delimiter,
                encoding,
                decimal,
                createAccounts,
                openingBalances,
                format(name));
    }

    /**
     * Throws {@link ImportException} with {@code malformed_request} and the member that is wrong.
     */
    public static ImportMapping parse(String json) {
        if (json.length() > JSON_CHARS_MAX) {
            throw wrong("mapping", "a mapping has at most " + JSON_CHARS_MAX + " characters");
        }
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw wrong("mapping", "the mapping is no sound JSON: " + firstLine(e));
        }
        if (root == null || !root.isObject()) {
            throw wrong("mapping", "a mapping is a JSON object");
        }
        Map<ImportField, FieldRule> fields = new EnumMap<>(ImportField.class);
        char delimiter = 0;
        Charset encoding = null;
        char decimal = 0;
        boolean createAccounts = false;
        boolean openingBalances = false;
        ImportFormat format = null;
        for (Map.Entry<String, JsonNode> member : root.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            switch (name) {
                case "delimiter" -> delimiter = delimiter(string(name, value));
                case "encoding" -> encoding = encoding(string(name, value));
                case "decimal" -> decimal = decimal(string(name, value));
                case "create_accounts" -> createAccounts = flag(name, value);
                case "opening_balances" -> openingBalances = flag(name, value);
                case "format" -> format = format(string(name, value));
                default -> {
                    ImportField field = ImportField.of(name);
                    if (field == null) {
                        throw wrong(name, RowProblem.shown(name) + " is no field of the bank");
                    }
                    fields.put(field, rule(field, value));
                }
            }
        }
        return new ImportMapping(
                fields, delimiter, encoding, decimal, createAccounts, openingBalances, format);
    }

    /** The mapping as {@link #parse} reads it. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        fields.forEach((field, rule) -> {
            String column = rule.column();
            if (column != null && rule.equals(FieldRule.column(column))) {
                root.put(field.column(), column);
            } else {
                root.set(field.column(), ruleJson(rule));
            }
        });
        if (delimiter != 0) {
            root.put("delimiter", String.valueOf(delimiter));
        }
        if (encoding != null) {
            root.put("encoding", encoding.name());
        }
        if (decimal != 0) {
            root.put("decimal", String.valueOf(decimal));
        }
        if (createAccounts) {
            root.put("create_accounts", true);
        }
        if (openingBalances) {
            root.put("opening_balances", true);
        }
        if (format != null) {
            root.put("format", format.name().toLowerCase(Locale.ROOT));
        }
        return root.toString();
    }

    private static ObjectNode ruleJson(FieldRule rule) {
        ObjectNode node = JSON.createObjectNode();
        if (rule.column() != null) {
            node.put("column", rule.column());
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

    private static void putFlag(ObjectNode node, String name, boolean flag) {
        if (flag) {
            node.put(name, true);
        }
    }

    private static FieldRule rule(ImportField field, JsonNode node) {
        String name = field.column();
        if (node.isString()) {
            return checked(field, FieldRule.column(columnName(name, node)));
        }
        if (!node.isObject()) {
            throw wrong(name, name + " is a column's name or an object");
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
            if (!TIMES.contains(field)) {
                throw wrong(name + ".pattern", "only timestamps have a pattern");
            }
            try {
                new TimestampReader(rule.pattern());
            } catch (IllegalArgumentException e) {
                throw wrong(
                        name + ".pattern",
                        RowProblem.shown(rule.pattern()) + " is no pattern of a full date");
            }
        }
        if (field == ImportField.TRANSACTION_TYPE) {
            rule.values().values().forEach(ImportMapping::checkType);
            if (rule.constant() != null && !rule.values().containsKey(rule.constant())) {
                checkType(rule.constant());
            }
        }
        if (field == ImportField.CURRENCY
                && rule.constant() != null
                && !Money.isCurrency(rule.constant())) {
            throw wrong(name, RowProblem.shown(rule.constant()) + " is no currency");
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
            throw wrong("encoding", RowProblem.shown(text) + " is no known encoding");
        }
    }

    private static ImportFormat format(String text) {
        for (ImportFormat format : ImportFormat.values()) {
            if (format.name().equalsIgnoreCase(text)) {
                return format;
            }
        }
        throw wrong("format", "format is csv, json, ndjson, xml or camt053");
    }

    private static char decimal(String text) {
        if (!text.equals(".") && !text.equals(",")) {
            throw wrong("decimal", "decimal is \".\" or \",\"");
        }
        return text.charAt(0);
    }

    private static String firstLine(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.lines().findFirst().orElse("").strip();
    }

    private static ImportException wrong(String field, String message) {
        return new ImportException(Codes.MALFORMED_REQUEST, field, message);
    }
}
