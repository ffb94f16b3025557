package org.davebank.exchange;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.davebank.base.AccountNumber;
import org.jspecify.annotations.Nullable;

/** Guesses what the columns of a foreign file mean, from their names and their first values. */
final class MappingGuess {

    /** Names are compared as small letters without accents, blanks and signs. */
    private static final Map<ImportField, List<String>> NAMES = names();

    private static final List<String> DEPOSIT_WORDS =
            List.of(
                    "deposit",
                    "prijem",
                    "vklad",
                    "credit",
                    "cr",
                    "c",
                    "cashin",
                    "in",
                    "income",
                    "gutschrift",
                    "einzahlung",
                    "haben",
                    "paidin",
                    "received",
                    "h",
                    "depot");
    private static final List<String> WITHDRAWAL_WORDS =
            List.of(
                    "withdrawal",
                    "vydaj",
                    "vyber",
                    "debit",
                    "dr",
                    "d",
                    "cashout",
                    "out",
                    "payment",
                    "lastschrift",
                    "auszahlung",
                    "soll",
                    "paidout",
                    "sent",
                    "s",
                    "retrait");
    private static final List<String> PATTERNS =
            List.of(
                    "yyMMdd",
                    "yyyyMMdd",
                    "dd.MM.yyyy",
                    "d.M.yyyy",
                    "dd.MM.yy",
                    "dd/MM/yyyy",
                    "MM/dd/yyyy",
                    "dd-MM-yyyy",
                    "yyyy/MM/dd",
                    "dd.MM.yyyy HH:mm",
                    "dd.MM.yyyy HH:mm:ss",
                    "dd/MM/yyyy HH:mm",
                    "dd/MM/yyyy HH:mm:ss",
                    "yyMMdd HH:mm:ss",
                    "yyyyMMddHHmmss");

    private final List<String> columns;
    private final List<List<String>> rows;
    private final char delimiter;
    private final Map<ImportField, Integer> found = new EnumMap<>(ImportField.class);

    MappingGuess(List<String> columns, List<List<String>> rows, char delimiter) {
        this.columns = columns;
        this.rows = rows;
        this.delimiter = delimiter;
        boolean[] taken = new boolean[columns.size()];
        NAMES.forEach((field, names) -> {
            for (String name : names) {
                int column = columnNamed(name);
                if (column >= 0 && !taken[column] && !found.containsKey(field)) {
                    taken[column] = true;
                    found.put(field, column);
                }
            }
        });
    }

    /** True when a file with this header needs no mapping. */
    static boolean isOwn(List<String> columns) {
        List<String> plain =
                columns.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
        return plain.contains("account_num")
                && (plain.contains("holder")
                        || plain.contains("transaction_type") && plain.contains("amount"));
    }

    /** The column that is taken for the type, or -1. */
    int typeColumn() {
        return found.getOrDefault(ImportField.TRANSACTION_TYPE, -1);
    }

    ImportMapping mapping() {
        Map<ImportField, FieldRule> fields = new EnumMap<>(ImportField.class);
        found.forEach((field, column) -> fields.put(field, FieldRule.column(columns.get(column))));
        Integer time = found.get(ImportField.TIMESTAMP);
        if (time != null) {
            fields.put(
                    ImportField.TIMESTAMP,
                    FieldRule.column(columns.get(time)).withPattern(pattern(time)));
        }
        if (typeColumn() >= 0) {
            fields.put(
                    ImportField.TRANSACTION_TYPE,
                    FieldRule.column(columns.get(typeColumn())).withValues(words()));
        } else if (anyNegativeAmount()) {
            fields.put(
                    ImportField.TRANSACTION_TYPE,
                    new FieldRule(null, null, Map.of(), null, false, false, true, false));
        }
        boolean foreignIds = !allAre(ImportField.ACCOUNT_NUM, AccountNumber::isValid);
        return new ImportMapping(
                fields, delimiter, null, commaDecimals() ? ',' : (char) 0, foreignIds, false, null);
    }

    private Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        boolean transfers = found.containsKey(ImportField.TO_ACCOUNT);
        for (List<String> row : rows) {
            String word = row.get(typeColumn()).strip();
            if (words.containsKey(word) || words.size() == MappingSuggestion.WORDS_MAX) {
                continue;
            }
            String plain = plain(word);
            if (DEPOSIT_WORDS.contains(plain)) {
                words.put(word, "deposit");
            } else if (WITHDRAWAL_WORDS.contains(plain)) {
                words.put(word, "withdrawal");
            } else if (transfers && plain.equals("transfer")) {
                words.put(word, "transfer");
            }
        }
        return words;
    }

    /** Null when the dates are ISO 8601, or nothing that is known. */
    private @Nullable String pattern(int column) {
        if (allFit(column, new TimestampReader(null))) {
            return null;
        }
        for (String pattern : PATTERNS) {
            if (allFit(column, new TimestampReader(pattern))) {
                return pattern;
            }
        }
        return null;
    }

    private boolean allFit(int column, TimestampReader reader) {
        for (List<String> row : rows) {
            String text = row.get(column).strip();
            try {
                if (!text.isEmpty()) {
                    reader.parse(text);
                }
            } catch (DateTimeException e) {
                return false;
            }
        }
        return true;
    }

    private boolean commaDecimals() {
        boolean comma = false;
        for (String amount : values(ImportField.AMOUNT)) {
            if (Decimal.parse(amount, ',', true).value() == null) {
                return false;
            }
            comma |= amount.indexOf(',') >= 0;
        }
        return comma;
    }

    private boolean anyNegativeAmount() {
        return values(ImportField.AMOUNT).stream().anyMatch(amount -> amount.startsWith("-"));
    }

    private boolean allAre(ImportField field, Predicate<String> test) {
        return values(field).stream().allMatch(test);
    }

    private List<String> values(ImportField field) {
        Integer column = found.get(field);
        return column == null
                ? List.of()
                : rows.stream().map(row -> row.get(column).strip()).toList();
    }

    private int columnNamed(String plainName) {
        for (int i = 0; i < columns.size(); i++) {
            if (plain(columns.get(i)).equals(plainName)) {
                return i;
            }
        }
        return -1;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "");
    }

    private static Map<ImportField, List<String>> names() {
        Map<ImportField, List<String>> names = new EnumMap<>(ImportField.class);
        names.put(
                ImportField.ACCOUNT_NUM,
                List.of(
                        "accountnum",
                        "accountid",
                        "accountnumber",
                        "accountno",
                        "account",
                        "acct",
                        "acctid",
                        "nameorig",
                        "ucet",
                        "cisloucetu",
                        "konto",
                        "kontonummer",
                        "iban"));
        names.put(
                ImportField.TRANSACTION_TYPE,
                List.of(
                        "transactiontype",
                        "type",
                        "typ",
                        "druh",
                        "operation",
                        "kind",
                        "direction",
                        "debitcredit",
                        "drcr",
                        "cdtdbtind",
                        "art",
                        "umsatzart"));
        names.put(
                ImportField.AMOUNT,
                List.of("amount", "castka", "betrag", "sum", "value", "montant", "umsatz"));
        names.put(ImportField.CURRENCY, List.of("currency", "mena", "wahrung", "ccy"));
        names.put(
                ImportField.TO_ACCOUNT,
                List.of("toaccount", "namedest", "targetaccount", "destination"));
        names.put(
                ImportField.TIMESTAMP,
                List.of(
                        "timestamp",
                        "date",
                        "datum",
                        "bookingdate",
                        "transactiondate",
                        "time",
                        "buchungstag",
                        "datetime",
                        "valuedate"));
        names.put(
                ImportField.REFERENCE,
                List.of("reference", "ref", "variablesymbol", "endtoendid", "referenz"));
        names.put(
                ImportField.DESCRIPTION,
                List.of(
                        "description",
                        "popis",
                        "memo",
                        "note",
                        "text",
                        "details",
                        "narrative",
                        "verwendungszweck",
                        "ksymbol"));
        names.put(
                ImportField.EXTERNAL_ID,
                List.of(
                        "externalid",
                        "transid",
                        "transactionid",
                        "txid",
                        "id",
                        "cislopohybu",
                        "uuid"));
        names.put(
                ImportField.BALANCE,
                List.of("balance", "balanceafter", "zustatek", "saldo", "newbalanceorig"));
        names.put(ImportField.HOLDER, List.of("holder", "accountholder", "majitel"));
        return names;
    }
}
