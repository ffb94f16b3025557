package org.davebank.exchange.mapping;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Aliases;
import org.davebank.exchange.Codes;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.FormulaGuard;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.Occurrences;
import org.davebank.exchange.RowIdentity;
import org.davebank.exchange.RowProblem;
import org.davebank.exchange.TextDecoder;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Translates the cells of a row by the mapping, or rejects it with a reason.
 *
 * <p>Malformed values are reported before forbidden ones, as in the HTTP contract. Texts of our own
 * format are used unchanged, except for the formula guard; texts of a foreign file lose surrounding
 * blanks.
 */
public final class RowBuilder {

    private static final String EXTERNAL_KEY_PREFIX = "ext:";
    private static final String ROW_KEY_PREFIX = "row:";

    /**
     * Own columns that are not part of a row's identity. What a row reverses, captures or releases is
     * part of it, but only where it is stated, so that other rows keep the keys that they have always
     * had.
     */
    private static final Set<ImportField> NOT_CONTENT =
            EnumSet.of(
                    ImportField.BALANCE,
                    ImportField.STATUS,
                    ImportField.AMOUNT_MINOR,
                    ImportField.REVERSES,
                    ImportField.CAPTURES,
                    ImportField.RELEASES,
                    ImportField.EXPIRES_AT,
                    ImportField.HOLD_STATE);

    private static final List<ImportField> OWN_FIELDS =
            Stream.of(ImportField.values())
                    .filter(field -> !field.isForeign() && !NOT_CONTENT.contains(field))
                    .toList();

    private final ColumnBinding binding;
    private final RowAmounts amounts;
    private final RowTimes times;
    private final RowKinds kinds;
    private final RowIdentity identity;
    private final boolean createAccounts;
    private final RowLinks links;
    private final String defaultCurrency;

    /**
     * Throws {@link ImportException} when the columns and the mapping do not fit together.
     *
     * @param guarded own texts carry the {@link FormulaGuard} for spreadsheets
     * @param statement the records are those of a statement: see {@link RowAmounts}
     */
    RowBuilder(
            List<String> columns,
            ImportMapping mapping,
            ImportSettings settings,
            boolean guarded,
            boolean statement,
            Occurrences occurrences) {
        binding = new ColumnBinding(columns, mapping, guarded);
        defaultCurrency = settings.defaultCurrency();
        amounts = new RowAmounts(binding, mapping.amounts(), defaultCurrency, statement);
        times = new RowTimes(binding);
        kinds = new RowKinds(binding, amounts);
        links = new RowLinks(binding, times, statement);
        identity = new RowIdentity(occurrences);
        createAccounts = mapping.createAccounts();
    }

    public List<String> ignoredColumns() {
        return binding.ignored();
    }

    /**
     * The row as an account, a transaction or a reject.
     *
     * @param raw the whole text of the row
     * @param cells one for each column
     */
    public ImportRow build(long line, String raw, String[] cells) {
        return build(line, raw, cells, null);
    }

    /**
     * @param content the whole content of a foreign record, of which only a part has columns; null
     *     where the cells are everything
     */
    public ImportRow build(long line, String raw, String[] cells, @Nullable List<String> content) {
        try {
            return binding.transactions()
                    ? transaction(line, raw, cells, content)
                    : account(line, raw, cells, content);
        } catch (RowProblem e) {
            return new ImportRow.RejectedRow(
                    line, kept(raw), e.field, e.code, String.valueOf(e.getMessage()));
        }
    }

    /** The row's text, cut for display. */
    public static String kept(String raw) {
        String shown = raw.replace(TextDecoder.INVALID, '\ufffd');
        if (shown.length() <= ImportRow.RAW_CHARS_MAX) {
            return shown;
        }
        return shown.substring(0, ImportRow.RAW_CHARS_MAX - 1) + "…";
    }

    private ImportRow transaction(
            long line, String raw, String[] cells, @Nullable List<String> content)
            throws RowProblem {
        booked(cells);
        AccountRef account = accountRef(ImportField.ACCOUNT_NUM, cells);
        RowAmounts.Stated stated = amounts.stated(cells);
        TransactionKind kind = kinds.kind(cells, stated);
        AccountRef to = to(kind, cells);
        TransactionId reverses = links.reverses(kind, cells);
        ImportRow.OfHold hold = links.ofHold(kind, cells);
        String currency = currency(cells, stated.currency());
        long effectiveAtMs = times.effective(cells);
        String reference = text(ImportField.REFERENCE, cells, LedgerLimits.REFERENCE_CHARS_MAX);
        String description = withFee(cells);
        TransactionId id = links.id(ImportField.ID, cells);
        String given = givenKey(cells, id);
        Decimal balance = null;
        if (!binding.word(ImportField.BALANCE, cells).isEmpty()) {
            balance = amounts.sound(amounts.number(ImportField.BALANCE, cells), cells).plain();
        }
        Decimal amount = amount(stated, kind, currency, cells);
        if (currency != null) {
            sameInMinor(amount, currency, cells);
        }
        if (account.equals(to)) {
            throw new RowProblem(
                    Codes.SAME_ACCOUNT,
                    ImportField.TO_ACCOUNT.column(),
                    "a transfer goes to another account");
        }
        return new ImportRow.TransactionRow(
                line,
                kept(raw),
                given == null ? contentKey(line, account, cells, content) : given,
                id,
                account,
                kind,
                amount,
                currency,
                to,
                reverses,
                hold,
                effectiveAtMs,
                reference,
                description,
                null,
                balance,
                null);
    }

    private @Nullable AccountRef to(TransactionKind kind, String[] cells) throws RowProblem {
        boolean given = !binding.word(ImportField.TO_ACCOUNT, cells).isEmpty();
        boolean mayGo =
                kind == TransactionKind.REVERSAL
                        || kind == TransactionKind.HOLD
                        || kind == TransactionKind.CAPTURE;
        if (kind == TransactionKind.TRANSFER || (mayGo && given)) {
            return accountRef(ImportField.TO_ACCOUNT, cells);
        }
        if (binding.own() && given) {
            throw malformed(ImportField.TO_ACCOUNT, "only a transfer goes to an account");
        }
        return null;
    }

    /** The description, which mentions the fee included in the amount. */
    private @Nullable String withFee(String[] cells) throws RowProblem {
        String description =
                text(ImportField.DESCRIPTION, cells, LedgerLimits.DESCRIPTION_CHARS_MAX);
        Decimal fee = amounts.fee(cells);
        if (fee == null) {
            return description;
        }
        String note = "(fee " + fee.value().toPlainString() + ")";
        String whole = description == null ? note : description + " " + note;
        return whole.length() > LedgerLimits.DESCRIPTION_CHARS_MAX ? description : whole;
    }

    /** Rejects rows with a status other than POSTED: they moved no money. */
    private void booked(String[] cells) throws RowProblem {
        String status = binding.word(ImportField.STATUS, cells);
        if (!status.isEmpty() && !status.equalsIgnoreCase(TransactionStatus.POSTED.name())) {
            throw new RowProblem(
                    Codes.NOT_BOOKED,
                    ImportField.STATUS.column(),
                    "the transaction is " + RowProblem.shown(status) + "; only POSTED is posted");
        }
    }

    /** Checks the amount in minor units, where the row states it as well. */
    private void sameInMinor(Decimal amount, String currency, String[] cells) throws RowProblem {
        String word = binding.word(ImportField.AMOUNT_MINOR, cells);
        if (word.isEmpty()) {
            return;
        }
        String wanted = String.valueOf(amounts.minor(ImportField.AMOUNT, amount, currency));
        String stated = !binding.own() && word.startsWith("-") ? word.substring(1) : word;
        if (!stated.equals(wanted)) {
            throw malformed(
                    ImportField.AMOUNT_MINOR,
                    RowProblem.shown(word) + " is not the amount, which is " + wanted);
        }
    }

    private Decimal amount(
            RowAmounts.Stated stated,
            TransactionKind kind,
            @Nullable String currency,
            String[] cells)
            throws RowProblem {
        Decimal amount = amounts.withFee(stated, kind, cells);
        if (amount.unscaled() <= 0) {
            throw new RowProblem(
                    Codes.INVALID_AMOUNT, stated.field().column(), "an amount is above zero");
        }
        if (currency == null) {
            amounts.checkDecimals(stated.field(), amount);
        } else {
            amounts.minor(stated.field(), amount, currency);
        }
        return amount.plain();
    }

    private ImportRow account(long line, String raw, String[] cells, @Nullable List<String> content)
            throws RowProblem {
        String number = binding.word(ImportField.ACCOUNT_NUM, cells);
        AccountNumber accountNumber = null;
        List<String> aliases = aliases(cells);
        if (!number.isEmpty()) {
            switch (accountRef(ImportField.ACCOUNT_NUM, cells)) {
                case AccountRef.Number own -> accountNumber = own.number();
                case AccountRef.External external -> {
                    if (!aliases.contains(external.id())) {
                        aliases.add(external.id());
                    }
                }
            }
        }
        String holder = text(ImportField.HOLDER, cells, LedgerLimits.HOLDER_CHARS_MAX);
        if (holder == null || holder.isBlank()) {
            throw malformed(ImportField.HOLDER, "an account has a holder");
        }
        String stated = currency(cells, null);
        String currency = stated == null ? defaultCurrency : stated;
        AccountStatus status = status(cells);
        long openedAtMs = times.at(ImportField.OPENED_AT, cells);
        long overdraft = 0;
        if (!binding.word(ImportField.OVERDRAFT_LIMIT, cells).isEmpty()) {
            overdraft = amounts.minor(ImportField.OVERDRAFT_LIMIT, cells, currency);
            if (overdraft < 0) {
                throw new RowProblem(
                        Codes.INVALID_AMOUNT,
                        ImportField.OVERDRAFT_LIMIT.column(),
                        "an overdraft limit is 0 or more");
            }
        }
        Long balance =
                binding.word(ImportField.BALANCE, cells).isEmpty()
                        ? null
                        : Long.valueOf(amounts.minor(ImportField.BALANCE, cells, currency));
        String key =
                accountNumber == null
                        ? contentKey(line, null, cells, content)
                        : "account:"
                                + accountNumber
                                + ":"
                                + openingHash(holder, currency, overdraft, aliases);
        return new ImportRow.AccountRow(
                line,
                kept(raw),
                key,
                accountNumber,
                holder,
                currency,
                status,
                overdraft,
                balance,
                openedAtMs,
                aliases);
    }

    /** Identifies an opening; the same in every format, whatever the balance is now. */
    private String openingHash(
            String holder, String currency, long overdraftMinor, List<String> aliases) {
        return identity.begin()
                .add(currency)
                .add(Long.toString(overdraftMinor))
                .add(Aliases.join(aliases))
                .add(holder)
                .content();
    }

    private @Nullable String text(ImportField field, String[] cells, int charsMax)
            throws RowProblem {
        String text = binding.text(field, cells);
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() > charsMax) {
            throw malformed(field, "more than " + charsMax + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                throw malformed(field, "a control character");
            }
        }
        return text;
    }

    private AccountRef accountRef(ImportField field, String[] cells) throws RowProblem {
        String word = binding.word(field, cells);
        boolean external = binding.rule(field).external();
        if (!external && AccountNumber.isValid(word)) {
            return new AccountRef.Number(AccountNumber.parse(word));
        }
        boolean usable =
                !word.isEmpty()
                        && word.length() <= LedgerLimits.ALIAS_CHARS_MAX
                        && word.chars().noneMatch(c -> c < ' ' || c == 0x7f);
        if (usable && (external || createAccounts)) {
            return new AccountRef.External(word);
        }
        String why =
                external || createAccounts
                        ? " cannot name an account"
                        : " is not an account number of 8 digits";
        throw new RowProblem(
                Codes.INVALID_ACCOUNT_NUMBER,
                field.column(),
                word.isEmpty() ? "no account is named" : RowProblem.shown(word) + why);
    }

    /** The currency's column, or else the currency in the amount's cell. */
    private @Nullable String currency(String[] cells, @Nullable String ofAmount) throws RowProblem {
        String word = binding.word(ImportField.CURRENCY, cells).toUpperCase(Locale.ROOT);
        if (word.isEmpty()) {
            return ofAmount;
        }
        String known = amounts.isKnown(word) ? word : AmountStyle.currencyOf(word);
        if (known == null || known.isEmpty() || binding.own() && !known.equals(word)) {
            throw malformed(ImportField.CURRENCY, RowProblem.shown(word) + " is not a currency");
        }
        if (ofAmount != null && !ofAmount.equals(known)) {
            throw new RowProblem(
                    Codes.CURRENCY_MISMATCH,
                    ImportField.CURRENCY.column(),
                    "the amount is one in " + ofAmount + ", the row is in " + known);
        }
        return known;
    }

    private AccountStatus status(String[] cells) throws RowProblem {
        String word = binding.word(ImportField.STATUS, cells).toUpperCase(Locale.ROOT);
        return switch (word) {
            case "", "ACTIVE" -> AccountStatus.ACTIVE;
            case "FROZEN" -> AccountStatus.FROZEN;
            case "CLOSED" -> AccountStatus.CLOSED;
            default ->
                    throw malformed(
                            ImportField.STATUS,
                            RowProblem.shown(word) + " is not ACTIVE, FROZEN or CLOSED");
        };
    }

    /** The row's own key; null when it has none. */
    private @Nullable String givenKey(String[] cells, @Nullable TransactionId id)
            throws RowProblem {
        String given = text(ImportField.IDEMPOTENCY_KEY, cells, LedgerLimits.KEY_CHARS_MAX);
        if (given != null) {
            return given;
        }
        if (id != null) {
            return id.toString();
        }
        String external =
                text(
                        ImportField.EXTERNAL_ID,
                        cells,
                        LedgerLimits.KEY_CHARS_MAX - EXTERNAL_KEY_PREFIX.length());
        return external == null ? null : EXTERNAL_KEY_PREFIX + external;
    }

    /** The key derived from the row's content; call it once per row, because it counts. */
    private String contentKey(
            long line,
            @Nullable AccountRef account,
            String[] cells,
            @Nullable List<String> content) {
        identity.begin();
        switch (account) {
            case AccountRef.Number own -> identity.add(own.number().toString());
            case AccountRef.External external -> identity.add(external.id());
            case null -> {}
        }
        if (binding.own()) {
            for (ImportField field : OWN_FIELDS) {
                identity.add(binding.cell(field, cells));
            }
            links.identify(cells, identity);
        } else if (content != null) {
            content.forEach(identity::add);
        } else {
            for (int i = 0; i < cells.length; i++) {
                if (binding.identifies(i)) {
                    identity.add(cells[i].strip());
                }
            }
        }
        return ROW_KEY_PREFIX + identity.key(line);
    }

    private List<String> aliases(String[] cells) throws RowProblem {
        String text = binding.cell(ImportField.ALIASES, cells);
        List<String> aliases = Aliases.split(text);
        if (aliases.size() > LedgerLimits.ALIASES_MAX) {
            throw malformed(
                    ImportField.ALIASES, "more than " + LedgerLimits.ALIASES_MAX + " aliases");
        }
        for (String alias : aliases) {
            if (alias.length() > LedgerLimits.ALIAS_CHARS_MAX
                    || alias.chars().anyMatch(c -> c < ' ')) {
                throw malformed(
                        ImportField.ALIASES, RowProblem.shown(alias) + " cannot be an alias");
            }
        }
        return aliases;
    }

    private static RowProblem malformed(ImportField field, String message) {
        return new RowProblem(Codes.MALFORMED_REQUEST, field.column(), message);
    }
}
