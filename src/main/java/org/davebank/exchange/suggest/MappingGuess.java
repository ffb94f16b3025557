package org.davebank.exchange.suggest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.davebank.base.AccountNumber;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.mapping.AmountStyle;
import org.davebank.exchange.mapping.ColumnNames;
import org.davebank.exchange.mapping.FieldRule;
import org.davebank.exchange.mapping.ImportMapping;
import org.jspecify.annotations.Nullable;

/** Guesses what the columns of a foreign file mean, from their names and their first values. */
final class MappingGuess {

    private static final Set<String> DEPOSIT_WORDS =
            words(
                    """
                    deposit prijem vklad credit cr c cashin in income gutschrift einzahlung haben paidin
                    received h depot bij uznanie avere abono plus kredit eingang
                    """);
    private static final Set<String> WITHDRAWAL_WORDS =
            words(
                    """
                    withdrawal vydaj vyber debit dr d cashout out payment lastschrift auszahlung soll
                    paidout sent s retrait af obciazenie dare cargo minus ausgang
                    """);
    private static final Set<String> BOOKED_WORDS =
            words("completed complete booked settled posted gebucht verbucht cleared done");

    private static final List<ImportField> BY_NAME =
            List.of(
                    ImportField.ACCOUNT_NUM,
                    ImportField.AMOUNT,
                    ImportField.AMOUNT_IN,
                    ImportField.AMOUNT_OUT,
                    ImportField.FEE,
                    ImportField.BALANCE,
                    ImportField.TIMESTAMP,
                    ImportField.TIME,
                    ImportField.TIME_ZONE,
                    ImportField.CURRENCY,
                    ImportField.TO_ACCOUNT,
                    ImportField.STATUS,
                    ImportField.TRANSACTION_TYPE,
                    ImportField.REFERENCE,
                    ImportField.DESCRIPTION,
                    ImportField.EXTERNAL_ID,
                    ImportField.HOLDER);

    /** Names that may also mean a row number. */
    private static final Set<String> COUNTS = Set.of("nr", "no", "number");

    private static final int TYPE_WORDS_MAX = 12;

    private final List<String> columns;
    private final List<ColumnValues> values = new ArrayList<>();
    private final ImportMapping.Layout layout;
    private final String account;
    private final Map<ImportField, Integer> found = new EnumMap<>(ImportField.class);
    private final boolean[] taken;
    private final AmountStyle style;
    private final BalanceChain chain;
    private boolean bySign;
    private boolean feeNegated;

    /**
     * @param rows the cells of each row
     * @param account an id for the file's account, where no column names it; may be empty
     */
    MappingGuess(
            List<String> columns,
            List<List<String>> rows,
            ImportMapping.Layout layout,
            String account) {
        this.columns = columns;
        this.layout = layout;
        this.account = account;
        taken = new boolean[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            values.add(
                    new ColumnValues(rows.stream().map(row -> row.get(column).strip()).toList()));
        }
        style = new AmountStyle(ColumnValues.decimal(numbers()), (char) 0);
        BY_NAME.forEach(this::findByName);
        if (!hasAmount()) {
            findByContent();
        }
        settleAmounts();
        settleType();
        settleSign();
        chain = chain(found.containsKey(ImportField.FEE));
        settleFee();
    }

    private static Set<String> words(String text) {
        return Set.copyOf(Arrays.asList(text.strip().split("\\s+")));
    }

    /** True when a file with this header needs no mapping. */
    static boolean isOwn(List<String> columns) {
        List<String> plain =
                columns.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
        return plain.contains("account_num")
                && (plain.contains("holder")
                        || plain.contains("transaction_type") && plain.contains("amount"));
    }

    /** Values of all columns that look like numbers with decimals. */
    private List<String> numbers() {
        List<String> numbers = new ArrayList<>();
        AmountStyle comma = new AmountStyle(',', (char) 0);
        AmountStyle point = new AmountStyle('.', (char) 0);
        for (ColumnValues each : values) {
            boolean dates = each.dates(false) != null;
            if (!dates && (each.isAmounts(comma) || each.isAmounts(point))) {
                numbers.addAll(each.filled());
            }
        }
        return numbers;
    }

    private boolean hasAmount() {
        return found.containsKey(ImportField.AMOUNT)
                || found.containsKey(ImportField.AMOUNT_IN)
                || found.containsKey(ImportField.AMOUNT_OUT);
    }

    private void findByName(ImportField field) {
        for (String name : ColumnNames.of(field)) {
            for (int i = 0; i < columns.size(); i++) {
                boolean fits = !taken[i] && ColumnNames.base(columns.get(i)).equals(name);
                if (fits && !found.containsKey(field) && accepts(field, i, name)) {
                    found.put(field, i);
                    taken[i] = true;
                }
            }
        }
    }

    private boolean accepts(ImportField field, int column, String name) {
        ColumnValues seen = values.get(column);
        if (seen.all().isEmpty()) {
            return true; // A header without rows: only its names can be judged.
        }
        return switch (field) {
            case ACCOUNT_NUM -> isOwnAccount(seen, name);
            case AMOUNT, BALANCE -> seen.isAmounts(style);
            case AMOUNT_IN, AMOUNT_OUT, FEE ->
                    seen.isEmpty() ? field != ImportField.FEE : seen.isAmounts(style);
            case TIMESTAMP -> seen.dates(true) != null;
            case TIME -> seen.times() != null;
            case TIME_ZONE -> seen.isZones();
            case CURRENCY -> seen.isCurrency();
            case STATUS -> seen.any(word -> BOOKED_WORDS.contains(ColumnNames.plain(word)));
            case EXTERNAL_ID -> seen.isUnique() && !(COUNTS.contains(name) && seen.isCount());
            default -> !seen.isEmpty();
        };
    }

    private boolean isOwnAccount(ColumnValues seen, String name) {
        boolean other =
                ColumnNames.isEitherSide(name)
                        && columns.stream()
                                .anyMatch(c -> ColumnNames.namesOtherSide(ColumnNames.base(c)));
        boolean filled = seen.filled().size() * 3 >= Math.min(200, seen.all().size()) * 2;
        return !other && filled && seen.dates(false) == null;
    }

    /** Where names don't help: the first dates, the amounts, the currencies, the longest texts. */
    private void findByContent() {
        int longest = -1;
        double chars = 0;
        for (int i = 0; i < columns.size(); i++) {
            ColumnValues seen = values.get(i);
            if (taken[i] || seen.isEmpty()) {
                continue;
            }
            if (seen.dates(false) != null) {
                claim(ImportField.TIMESTAMP, i);
            } else if (seen.areSurelyAmounts(style)) {
                claim(
                        found.containsKey(ImportField.AMOUNT)
                                ? ImportField.BALANCE
                                : ImportField.AMOUNT,
                        i);
            } else if (seen.isCurrency()) {
                claim(ImportField.CURRENCY, i);
            } else {
                double average =
                        seen.filled().stream().mapToInt(String::length).average().orElse(0);
                longest = average > chars ? i : longest;
                chars = Math.max(average, chars);
            }
        }
        if (longest >= 0) {
            claim(ImportField.DESCRIPTION, longest);
        }
    }

    private void claim(ImportField field, int column) {
        if (found.putIfAbsent(field, column) == null) {
            taken[column] = true;
        }
    }

    /** One signed amount, or one per direction; a net amount already includes its fee. */
    private void settleAmounts() {
        Integer amount = found.get(ImportField.AMOUNT);
        boolean both =
                found.containsKey(ImportField.AMOUNT_IN)
                        && found.containsKey(ImportField.AMOUNT_OUT);
        if (amount != null && both && !values.get(amount).any(this::isNegative)) {
            found.remove(ImportField.AMOUNT);
        } else if (amount != null) {
            found.remove(ImportField.AMOUNT_IN);
            found.remove(ImportField.AMOUNT_OUT);
        }
        if (amount != null
                && Set.of("net", "netto").contains(ColumnNames.base(columns.get(amount)))) {
            found.remove(ImportField.FEE);
        }
    }

    private boolean isNegative(String text) {
        Decimal value = style.read(text).value().value();
        return value != null && value.unscaled() < 0;
    }

    private void settleType() {
        Integer amount = found.get(ImportField.AMOUNT);
        Integer named = found.get(ImportField.TRANSACTION_TYPE);
        if (amount == null) {
            found.remove(ImportField.TRANSACTION_TYPE);
            return;
        }
        boolean signed = values.get(amount).any(this::isNegative);
        if (!signed && (named == null || !isDirection(named))) {
            for (int i = 0; i < columns.size(); i++) {
                if (!taken[i] && isDirection(i)) {
                    found.put(ImportField.TRANSACTION_TYPE, i);
                }
            }
        }
        if (signed || !found.containsKey(ImportField.TRANSACTION_TYPE)) {
            found.remove(ImportField.TRANSACTION_TYPE);
            bySign = true;
        }
    }

    /** Where balances follow from the amounts, their sign gives the type. */
    private void settleSign() {
        Integer type = found.remove(ImportField.TRANSACTION_TYPE);
        if (type != null) {
            BalanceChain signed = chain(found.containsKey(ImportField.FEE));
            bySign = signed.fits() > 0 && signed.isSound();
            if (!bySign) {
                found.put(ImportField.TRANSACTION_TYPE, type);
            }
        }
    }

    /** Whether the column has few distinct words, and at least half of them name a direction. */
    private boolean isDirection(int column) {
        List<String> distinct =
                values.get(column).filled().stream().map(ColumnNames::plain).distinct().toList();
        long known =
                distinct.stream()
                        .filter(w -> DEPOSIT_WORDS.contains(w) || WITHDRAWAL_WORDS.contains(w))
                        .count();
        return !distinct.isEmpty()
                && distinct.size() <= TYPE_WORDS_MAX
                && known * 2 >= distinct.size();
    }

    /** Drops the fee where the balances show that the amounts already include it. */
    private void settleFee() {
        Integer fee = found.get(ImportField.FEE);
        if (fee == null) {
            return;
        }
        feeNegated =
                values.get(fee).any(this::isNegative) && !values.get(fee).any(this::isPositive);
        if (chain.fits() < chain(false).fits()) {
            found.remove(ImportField.FEE);
        }
    }

    private boolean isPositive(String text) {
        Decimal value = style.read(text).value().value();
        return value != null && value.unscaled() > 0;
    }

    private BalanceChain chain(boolean fees) {
        BalanceChain made = new BalanceChain();
        Integer balance = found.get(ImportField.BALANCE);
        if (balance == null || found.containsKey(ImportField.TRANSACTION_TYPE)) {
            return made;
        }
        for (int row = 0; row < values.get(balance).all().size(); row++) {
            Decimal after = number(ImportField.BALANCE, row);
            Decimal in = number(ImportField.AMOUNT_IN, row);
            Decimal out = number(ImportField.AMOUNT_OUT, row);
            Decimal effect = number(ImportField.AMOUNT, row);
            if (effect == null) {
                effect = out != null && out.unscaled() != 0 ? out.abs().negated() : in;
            }
            Decimal fee = fees ? number(ImportField.FEE, row) : null;
            if (after != null && effect != null) {
                made.add(
                        accountOf(row),
                        effect.value()
                                .subtract((fee == null ? new Decimal(0, 0) : fee.abs()).value()),
                        after.value());
            }
        }
        return made;
    }

    private String accountOf(int row) {
        Integer column = found.get(ImportField.ACCOUNT_NUM);
        return column == null ? "" : values.get(column).all().get(row);
    }

    private @Nullable Decimal number(ImportField field, int row) {
        Integer column = found.get(field);
        return column == null
                ? null
                : style.read(values.get(column).all().get(row)).value().value();
    }

    /** A comma where the amounts prove it to be their decimal sign, else 0. */
    char comma() {
        return style.decimal() == ',' ? ',' : 0;
    }

    /** The column used for the type, or -1. */
    int typeColumn() {
        return found.getOrDefault(ImportField.TRANSACTION_TYPE, -1);
    }

    /** Whether the newest row comes first. */
    boolean newestFirst() {
        if (chain.direction() != 0) {
            return chain.direction() < 0;
        }
        Integer time = found.get(ImportField.TIMESTAMP);
        String pattern = time == null ? null : values.get(time).dates(true);
        return time != null && pattern != null && values.get(time).direction(pattern) < 0;
    }

    ImportMapping mapping() {
        Map<ImportField, FieldRule> fields = new EnumMap<>(ImportField.class);
        found.forEach((field, column) -> fields.put(field, FieldRule.column(columns.get(column))));
        dateAndTime(fields);
        if (typeColumn() >= 0) {
            fields.computeIfPresent(
                    ImportField.TRANSACTION_TYPE, (field, rule) -> rule.withValues(words()));
        } else if (bySign) {
            fields.put(ImportField.TRANSACTION_TYPE, FieldRule.bySignOfAmount());
        }
        fields.computeIfPresent(
                ImportField.STATUS, (field, rule) -> rule.withValues(bookedWords()));
        fields.computeIfPresent(ImportField.FEE, (field, rule) -> rule.withNegate(feeNegated));
        String header = currencyOfHeader();
        String currency = header == null ? currencyOfCells() : header;
        if (currency != null) {
            fields.putIfAbsent(ImportField.CURRENCY, FieldRule.constant(currency));
        }
        boolean foreignIds;
        Integer named = found.get(ImportField.ACCOUNT_NUM);
        if (named != null) {
            foreignIds = !values.get(named).all().stream().allMatch(AccountNumber::isValid);
        } else {
            foreignIds = !AccountNumber.isValid(account);
            if (!account.isEmpty() && hasAmount()) {
                fields.put(ImportField.ACCOUNT_NUM, FieldRule.constant(account));
            }
        }
        return new ImportMapping(
                fields, layout, style.decimal(), (char) 0, foreignIds, opens(foreignIds), null);
    }

    /**
     * Whether the balances follow from the amounts, so that the first row yields the opening
     * balance.
     */
    private boolean opens(boolean foreignIds) {
        return foreignIds && found.containsKey(ImportField.BALANCE) && chain.isSound();
    }

    private void dateAndTime(Map<ImportField, FieldRule> fields) {
        Integer time = found.get(ImportField.TIMESTAMP);
        if (time == null) {
            fields.remove(ImportField.TIME);
            fields.remove(ImportField.TIME_ZONE);
            return;
        }
        String pattern = values.get(time).dates(true);
        fields.put(
                ImportField.TIMESTAMP,
                FieldRule.column(columns.get(time)).withPattern(nullIfEmpty(pattern)));
        Integer clock = found.get(ImportField.TIME);
        if (clock != null) {
            fields.put(
                    ImportField.TIME,
                    FieldRule.column(columns.get(clock))
                            .withPattern(nullIfEmpty(values.get(clock).times())));
        }
    }

    private static @Nullable String nullIfEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private @Nullable String currencyOfHeader() {
        for (ImportField field :
                List.of(ImportField.AMOUNT, ImportField.AMOUNT_IN, ImportField.AMOUNT_OUT)) {
            Integer column = found.get(field);
            String currency = column == null ? null : ColumnNames.currency(columns.get(column));
            if (currency != null) {
                return currency;
            }
        }
        return null;
    }

    /** The only currency that amounts name; it applies to amounts without one too. */
    private @Nullable String currencyOfCells() {
        Set<String> named = new HashSet<>();
        for (ImportField field :
                List.of(ImportField.AMOUNT, ImportField.AMOUNT_IN, ImportField.AMOUNT_OUT)) {
            Integer column = found.get(field);
            for (String cell : column == null ? List.<String>of() : values.get(column).filled()) {
                String currency = style.read(cell).currency();
                if (currency != null) {
                    named.add(currency);
                }
            }
        }
        return named.size() == 1 ? named.iterator().next() : null;
    }

    private Map<String, String> bookedWords() {
        Map<String, String> words = new LinkedHashMap<>();
        Integer status = found.get(ImportField.STATUS);
        for (String word : status == null ? List.<String>of() : values.get(status).filled()) {
            if (BOOKED_WORDS.contains(ColumnNames.plain(word))) {
                words.put(word, "POSTED");
            }
        }
        return words;
    }

    private Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        boolean transfers = found.containsKey(ImportField.TO_ACCOUNT);
        for (String word : values.get(typeColumn()).all()) {
            if (words.containsKey(word) || words.size() == MappingSuggestion.WORDS_MAX) {
                continue;
            }
            String plain = ColumnNames.plain(word);
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
}
