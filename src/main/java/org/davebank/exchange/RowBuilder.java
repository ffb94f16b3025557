package org.davebank.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Turns the cells of a row into what the bank understands, by the mapping, or says why it cannot.
 *
 * <p>What is malformed is told before what is merely not allowed, as in the HTTP contract. Texts of
 * our own format are taken as they are, save for the formula guard; texts of a foreign file lose
 * the blanks around them.
 */
final class RowBuilder {

    private static final int HASH_HEX_CHARS = 32;
    private static final String EXTERNAL_KEY_PREFIX = "ext:";
    private final ColumnBinding binding;
    private final boolean createAccounts;
    private final char point;
    private final boolean grouped;
    private final String defaultCurrency;
    private final String keyPrefix;
    private final MessageDigest sha256;
    private String knownCurrency;
    private int knownScale;

    /**
     * Throws {@link ImportException} when the columns and the mapping do not fit together.
     *
     * @param guarded own texts carry the {@link FormulaGuard} of a spreadsheet
     * @param entry which file of an archive this is, from 1
     */
    RowBuilder(
            List<String> columns,
            ImportMapping mapping,
            ImportSettings settings,
            boolean guarded,
            int entry) {
        keyPrefix = entry == 1 ? "" : entry + "/";
        binding = new ColumnBinding(columns, mapping, guarded);
        createAccounts = mapping.createAccounts();
        point = mapping.decimal() == 0 ? '.' : mapping.decimal();
        grouped = mapping.decimal() != 0;
        defaultCurrency = settings.defaultCurrency();
        knownCurrency = defaultCurrency;
        knownScale = Money.scale(defaultCurrency);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    List<String> ignoredColumns() {
        return binding.ignored();
    }

    /**
     * The row as an account, a transaction or a reject.
     *
     * @param raw the whole text of the row; its hash may become the row's key
     * @param cells one for each column
     */
    ImportRow build(long line, String raw, String[] cells) {
        try {
            return binding.transactions()
                    ? transaction(line, raw, cells)
                    : account(line, raw, cells);
        } catch (RowProblem e) {
            return new ImportRow.RejectedRow(
                    line, kept(raw), e.field, e.code, String.valueOf(e.getMessage()));
        }
    }

    /** The row's text as it is kept for people. */
    static String kept(String raw) {
        String shown = raw.replace(TextDecoder.INVALID, '\ufffd');
        if (shown.length() <= ImportRow.RAW_CHARS_MAX) {
            return shown;
        }
        return shown.substring(0, ImportRow.RAW_CHARS_MAX - 1) + "…";
    }

    private ImportRow transaction(long line, String raw, String[] cells) throws RowProblem {
        booked(cells);
        AccountRef account = accountRef(ImportField.ACCOUNT_NUM, cells);
        Decimal.Parsed stated = decimal(ImportField.AMOUNT, cells);
        TransactionKind kind = kind(cells, stated);
        AccountRef to = null;
        if (kind == TransactionKind.TRANSFER) {
            to = accountRef(ImportField.TO_ACCOUNT, cells);
        } else if (binding.own() && !binding.word(ImportField.TO_ACCOUNT, cells).isEmpty()) {
            throw malformed(ImportField.TO_ACCOUNT, "only a transfer goes to an account");
        }
        String currency = currency(cells);
        long effectiveAtMs = time(ImportField.EFFECTIVE_AT, cells);
        if (effectiveAtMs == 0) {
            effectiveAtMs = time(ImportField.TIMESTAMP, cells);
        }
        String reference = text(ImportField.REFERENCE, cells, LedgerLimits.REFERENCE_CHARS_MAX);
        String description =
                text(ImportField.DESCRIPTION, cells, LedgerLimits.DESCRIPTION_CHARS_MAX);
        TransactionId id = id(cells);
        String key = key(line, raw, cells, id);
        Decimal balance = null;
        if (!binding.word(ImportField.BALANCE, cells).isEmpty()) {
            balance = sound(ImportField.BALANCE, decimal(ImportField.BALANCE, cells), cells);
        }
        Decimal amount = amount(stated, currency, cells);
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
                key,
                id,
                account,
                kind,
                amount,
                currency,
                to,
                effectiveAtMs,
                reference,
                description,
                null,
                balance);
    }

    /** Lists of the bank name also what it has rejected; that moved no money and moves none here. */
    private void booked(String[] cells) throws RowProblem {
        String status = binding.word(ImportField.STATUS, cells);
        if (!status.isEmpty() && !status.equalsIgnoreCase(TransactionStatus.POSTED.name())) {
            throw new RowProblem(
                    Codes.NOT_BOOKED,
                    ImportField.STATUS.column(),
                    "the transaction is " + RowProblem.shown(status) + "; only POSTED is posted");
        }
    }

    /** The amount in the smallest units of its currency, where the row states that as well. */
    private void sameInMinor(Decimal amount, String currency, String[] cells) throws RowProblem {
        String word = binding.word(ImportField.AMOUNT_MINOR, cells);
        if (word.isEmpty()) {
            return;
        }
        String wanted = String.valueOf(minor(ImportField.AMOUNT, amount, currency));
        String stated = !binding.own() && word.startsWith("-") ? word.substring(1) : word;
        if (!stated.equals(wanted)) {
            throw malformed(
                    ImportField.AMOUNT_MINOR,
                    RowProblem.shown(word) + " is not the amount, which is " + wanted);
        }
    }

    private Decimal amount(Decimal.Parsed stated, @Nullable String currency, String[] cells)
            throws RowProblem {
        Decimal amount = sound(ImportField.AMOUNT, stated, cells);
        if (binding.typeIsSignOfAmount() && amount.unscaled() < 0) {
            amount = new Decimal(-amount.unscaled(), amount.scale());
        }
        if (amount.unscaled() <= 0) {
            throw new RowProblem(
                    Codes.INVALID_AMOUNT, ImportField.AMOUNT.column(), "an amount is above zero");
        }
        if (currency != null) {
            minor(ImportField.AMOUNT, amount, currency);
        }
        return amount;
    }

    private ImportRow account(long line, String raw, String[] cells) throws RowProblem {
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
        String stated = currency(cells);
        String currency = stated == null ? defaultCurrency : stated;
        AccountStatus status = status(cells);
        long openedAtMs = time(ImportField.OPENED_AT, cells);
        long overdraft = 0;
        if (!binding.word(ImportField.OVERDRAFT_LIMIT, cells).isEmpty()) {
            overdraft = minor(ImportField.OVERDRAFT_LIMIT, cells, currency);
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
                        : Long.valueOf(minor(ImportField.BALANCE, cells, currency));
        String key =
                accountNumber == null
                        ? "row:" + hash(line, raw)
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

    /** What makes an opening; the same in every format, whatever the balance has become since. */
    private String openingHash(
            String holder, String currency, long overdraftMinor, List<String> aliases) {
        String text =
                currency + '\n' + overdraftMinor + '\n' + Aliases.join(aliases) + '\n' + holder;
        return hex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
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

    private TransactionKind kind(String[] cells, Decimal.Parsed amount) throws RowProblem {
        FieldRule rule = binding.rule(ImportField.TRANSACTION_TYPE);
        if (rule.bySign()) {
            Decimal.Parsed sign =
                    binding.typeIsSignOfAmount()
                            ? amount
                            : decimal(ImportField.TRANSACTION_TYPE, cells);
            boolean below = sign.value() != null && sign.value().unscaled() < 0;
            return below ? TransactionKind.WITHDRAWAL : TransactionKind.DEPOSIT;
        }
        String word = binding.word(ImportField.TRANSACTION_TYPE, cells);
        String plain = rule.values().isEmpty() ? word.toLowerCase(Locale.ROOT) : word;
        return switch (plain) {
            case "deposit" -> TransactionKind.DEPOSIT;
            case "withdrawal" -> TransactionKind.WITHDRAWAL;
            case "transfer" -> TransactionKind.TRANSFER;
            default ->
                    throw new RowProblem(
                            Codes.INVALID_TYPE,
                            ImportField.TRANSACTION_TYPE.column(),
                            plain.equals("reversal")
                                    ? "a reversal cannot be imported"
                                    : RowProblem.shown(word)
                                            + " is not deposit, withdrawal or transfer"
                                            + (binding.own() ? "" : " and has no mapping"));
        };
    }

    /** A number; its size and decimals are judged later, by {@link #sound}. */
    private Decimal.Parsed decimal(ImportField field, String[] cells) throws RowProblem {
        String word = binding.word(field, cells);
        Decimal.Parsed parsed = Decimal.parse(word, point, grouped);
        if (parsed.fault() == Decimal.Fault.NOT_A_NUMBER) {
            throw malformed(
                    field,
                    word.isEmpty()
                            ? "no number is given"
                            : RowProblem.shown(word) + " is not a plain decimal number");
        }
        Decimal value = parsed.value();
        FieldRule rule = binding.rule(field);
        if (value != null && (rule.negate() || rule.absolute() && value.unscaled() < 0)) {
            return new Decimal.Parsed(new Decimal(-value.unscaled(), value.scale()), null);
        }
        return parsed;
    }

    private Decimal sound(ImportField field, Decimal.Parsed parsed, String[] cells)
            throws RowProblem {
        Decimal value = parsed.value();
        if (value != null) {
            return value;
        }
        String shown = RowProblem.shown(binding.word(field, cells));
        throw parsed.fault() == Decimal.Fault.TOO_LARGE
                ? new RowProblem(Codes.AMOUNT_TOO_LARGE, field.column(), shown + " is too large")
                : new RowProblem(
                        Codes.INVALID_AMOUNT, field.column(), shown + " has too many decimals");
    }

    private long minor(ImportField field, String[] cells, String currency) throws RowProblem {
        return minor(field, sound(field, decimal(field, cells), cells), currency);
    }

    private long minor(ImportField field, Decimal value, String currency) throws RowProblem {
        if (!currency.equals(knownCurrency)) {
            knownScale = Money.scale(currency);
            knownCurrency = currency;
        }
        if (value.scale() > knownScale) {
            throw new RowProblem(
                    Codes.INVALID_AMOUNT,
                    field.column(),
                    currency + " has " + knownScale + " decimals");
        }
        // At most 14 + 4 digits come in and at most 4 zeros are added, so this needs the check.
        long minor = value.unscaled();
        for (int i = value.scale(); i < knownScale; i++) {
            minor = Math.abs(minor) > Money.AMOUNT_MINOR_MAX ? minor : minor * 10;
        }
        if (Math.abs(minor) > Money.AMOUNT_MINOR_MAX) {
            throw new RowProblem(
                    Codes.AMOUNT_TOO_LARGE, field.column(), "more than an amount may be");
        }
        return minor;
    }

    private @Nullable String currency(String[] cells) throws RowProblem {
        String word = binding.word(ImportField.CURRENCY, cells).toUpperCase(Locale.ROOT);
        if (word.isEmpty()) {
            return null;
        }
        if (!word.equals(knownCurrency) && !Money.isCurrency(word)) {
            throw malformed(ImportField.CURRENCY, RowProblem.shown(word) + " is no currency");
        }
        return word;
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

    private long time(ImportField field, String[] cells) throws RowProblem {
        TimestampReader timestamps = binding.timestamps(field);
        if (timestamps == null) {
            return 0;
        }
        String word = binding.word(field, cells);
        if (word.isEmpty()) {
            return 0;
        }
        try {
            long ms = timestamps.parse(word);
            // Zero stands for "not stated"; a millisecond is less than any file means.
            return ms == 0 ? 1 : ms;
        } catch (DateTimeException e) {
            String pattern = binding.rule(field).pattern();
            throw malformed(
                    field,
                    RowProblem.shown(word)
                            + " is not a date "
                            + (pattern == null ? "of ISO 8601" : "as " + pattern));
        }
    }

    private @Nullable TransactionId id(String[] cells) throws RowProblem {
        String word = binding.word(ImportField.ID, cells);
        if (word.isEmpty()) {
            return null;
        }
        try {
            return TransactionId.parse(word);
        } catch (IllegalArgumentException e) {
            throw malformed(
                    ImportField.ID,
                    RowProblem.shown(word) + " is no UUID; a foreign id is an external_id");
        }
    }

    private String key(long line, String raw, String[] cells, @Nullable TransactionId id)
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
        return external == null ? "row:" + hash(line, raw) : EXTERNAL_KEY_PREFIX + external;
    }

    private String hash(long line, String raw) {
        sha256.update((keyPrefix + line + "\n").getBytes(StandardCharsets.US_ASCII));
        return hex(sha256.digest(raw.getBytes(StandardCharsets.UTF_8)));
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, HASH_HEX_CHARS / 2);
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
