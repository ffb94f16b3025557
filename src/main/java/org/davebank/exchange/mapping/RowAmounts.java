package org.davebank.exchange.mapping;

import org.davebank.base.Money;
import org.davebank.exchange.Codes;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.RowProblem;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * Interprets a row's numbers: the amount moved and, where the sign or the column shows it, its
 * direction. Decimals count as written.
 */
final class RowAmounts {

    /**
     * A parsed amount before validation.
     *
     * @param value signed as in the file; null where {@code fault} is set
     * @param field the field that contains it
     * @param currency named in the cell itself
     */
    record Stated(
            @Nullable Decimal value,
            Decimal.@Nullable Fault fault,
            ImportField field,
            @Nullable String currency) {}

    /** Most currencies have two decimals. */
    private static final int USUAL_SCALE = 2;

    private static final String HINT =
            "; if the comma is the decimal sign, say \"decimal\": \",\" in the mapping";

    private final ColumnBinding binding;
    private final AmountStyle style;

    /** Our own files and statements contain only plain numbers. */
    private final boolean plain;

    /** In statements the decimal sign is unambiguous, so trailing zeros mean nothing. */
    private final boolean trimmed;

    private final boolean parted;
    private final boolean fees;
    private final int defaultScale;
    private String knownCurrency;
    private int knownScale;

    RowAmounts(ColumnBinding binding, AmountStyle style, String defaultCurrency, boolean trimmed) {
        this.binding = binding;
        this.style = style;
        this.trimmed = trimmed;
        plain = binding.own() && style.decimal() == 0;
        parted = binding.has(ImportField.AMOUNT_IN) || binding.has(ImportField.AMOUNT_OUT);
        fees = binding.has(ImportField.FEE);
        knownCurrency = defaultCurrency;
        knownScale = Money.scale(defaultCurrency);
        defaultScale = knownScale;
    }

    /** Whether the amount determines the type, by its sign or by its column. */
    boolean givesType() {
        return parted || binding.typeIsSignOfAmount();
    }

    /** The row's amount; {@link #amount} validates its size and decimals later. */
    Stated stated(String[] cells) throws RowProblem {
        return parted ? ofTwoColumns(cells) : number(ImportField.AMOUNT, cells);
    }

    private Stated ofTwoColumns(String[] cells) throws RowProblem {
        Stated in = optional(ImportField.AMOUNT_IN, cells);
        Stated out = optional(ImportField.AMOUNT_OUT, cells);
        if (in != null && out != null) {
            throw malformed(ImportField.AMOUNT_OUT, "both amount_in and amount_out are given");
        }
        if (out != null) {
            Decimal value = out.value();
            Decimal below = value == null ? null : value.abs().negated();
            return new Stated(below, out.fault(), out.field(), out.currency());
        }
        if (in == null) {
            throw malformed(ImportField.AMOUNT_IN, "no number is given");
        }
        return in;
    }

    /** Null where the cell is empty, a dash or zero. */
    private @Nullable Stated optional(ImportField field, String[] cells) throws RowProblem {
        String word = binding.word(field, cells);
        if (word.isEmpty() || word.equals("-") || word.equals("–")) {
            return null;
        }
        Stated stated = number(field, cells);
        Decimal value = stated.value();
        return value != null && value.unscaled() == 0 ? null : stated;
    }

    /** A number; its size and decimals are validated later. */
    Stated number(ImportField field, String[] cells) throws RowProblem {
        String word = binding.word(field, cells);
        AmountStyle.Read read;
        if (plain) {
            Decimal.Parsed parsed =
                    trimmed ? Decimal.parse(word, '.', false) : Decimal.written(word, '.', false);
            read = new AmountStyle.Read(parsed, null, false);
        } else {
            read = style.read(word);
        }
        Decimal.Parsed parsed = read.value();
        if (parsed.fault() == Decimal.Fault.NOT_A_NUMBER) {
            throw malformed(field, noNumber(word, read.ambiguous()));
        }
        Decimal value = parsed.value();
        FieldRule rule = binding.rule(field);
        if (value != null && (rule.negate() || rule.absolute() && value.unscaled() < 0)) {
            value = value.negated();
        }
        return new Stated(value, parsed.fault(), field, read.currency());
    }

    private String noNumber(String word, boolean ambiguous) {
        if (word.isEmpty()) {
            return "no number is given";
        }
        boolean comma = binding.own() && Decimal.parse(word, ',', true).value() != null;
        return RowProblem.shown(word)
                + " is not a plain decimal number"
                + (ambiguous || comma && word.indexOf(',') >= 0 ? HINT : "");
    }

    /** The amount including the fee; positive where the amount determines the type. */
    Decimal withFee(Stated stated, TransactionKind kind, String[] cells) throws RowProblem {
        Decimal value = sound(stated, cells);
        if (!fees) {
            return givesType() ? value.abs() : value;
        }
        boolean out = givesType() ? value.unscaled() < 0 : kind != TransactionKind.DEPOSIT;
        Decimal moved = givesType() ? value : out ? value.negated() : value;
        Decimal fee = fee(cells);
        Decimal sum = fee == null ? moved : moved.plus(fee.negated());
        if (sum == null) {
            throw new RowProblem(
                    Codes.AMOUNT_TOO_LARGE, stated.field().column(), "more than an amount may be");
        }
        return givesType() ? sum.abs() : out ? sum.negated() : sum;
    }

    /** The kind that the amount including its fee determines. */
    TransactionKind kind(Stated stated, String[] cells) throws RowProblem {
        Decimal value = stated.value();
        Decimal fee = fees && value != null ? fee(cells) : null;
        Decimal sum = fee == null || value == null ? value : value.plus(fee.negated());
        return sum != null && sum.unscaled() < 0
                ? TransactionKind.WITHDRAWAL
                : TransactionKind.DEPOSIT;
    }

    /** The additional fee; null when there is none. */
    @Nullable Decimal fee(String[] cells) throws RowProblem {
        Stated fee = fees ? optional(ImportField.FEE, cells) : null;
        return fee == null ? null : sound(fee, cells);
    }

    Decimal sound(Stated stated, String[] cells) throws RowProblem {
        Decimal value = stated.value();
        if (value != null) {
            return value;
        }
        String shown = RowProblem.shown(binding.word(stated.field(), cells));
        String field = stated.field().column();
        throw stated.fault() == Decimal.Fault.TOO_LARGE
                ? new RowProblem(Codes.AMOUNT_TOO_LARGE, field, shown + " is too large")
                : new RowProblem(Codes.INVALID_AMOUNT, field, shown + " has too many decimals");
    }

    long minor(ImportField field, String[] cells, String currency) throws RowProblem {
        return minor(field, sound(number(field, cells), cells), currency);
    }

    /** The value in the currency's minor units; never rounded. */
    long minor(ImportField field, Decimal value, String currency) throws RowProblem {
        if (!currency.equals(knownCurrency)) {
            knownScale = Money.scale(currency);
            knownCurrency = currency;
        }
        if (value.scale() > knownScale) {
            throw new RowProblem(Codes.INVALID_AMOUNT, field.column(), decimals(value, currency));
        }
        // The input has at most 14 + 4 digits and gets at most 4 zeros, so this needs the check.
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

    /**
     * Without a currency in the row the account's applies, unless trailing zeros make the value
     * ambiguous: {@code 3.000} may not mean 3.00.
     */
    void checkDecimals(ImportField field, Decimal value) throws RowProblem {
        int most = Math.max(USUAL_SCALE, defaultScale);
        if (value.scale() > most && value.plain().scale() <= most) {
            throw new RowProblem(
                    Codes.INVALID_AMOUNT,
                    field.column(),
                    value.value().toPlainString()
                            + " has "
                            + value.scale()
                            + " decimals and the row names no currency that has so many"
                            + thousands(value));
        }
    }

    private String thousands(Decimal value) {
        return value.scale() == 3 && style.decimal() != ','
                ? "; if the point parts thousands, say \"decimal\": \",\""
                : "";
    }

    private String decimals(Decimal value, String currency) {
        return value.value().toPlainString()
                + " has "
                + value.scale()
                + " decimals and "
                + currency
                + " has "
                + knownScale
                + thousands(value);
    }

    boolean isKnown(String currency) {
        return currency.equals(knownCurrency) || Money.isCurrency(currency);
    }

    private static RowProblem malformed(ImportField field, String message) {
        return new RowProblem(Codes.MALFORMED_REQUEST, field.column(), message);
    }
}
