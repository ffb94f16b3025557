package org.davebank.exchange.mapping;

import java.util.Locale;
import org.davebank.exchange.Codes;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.RowProblem;
import org.davebank.ledger.TransactionKind;

/** The kind of a row's transaction. */
final class RowKinds {

    private final ColumnBinding binding;
    private final RowAmounts amounts;

    RowKinds(ColumnBinding binding, RowAmounts amounts) {
        this.binding = binding;
        this.amounts = amounts;
    }

    /** What its type column, or else the sign of its amount, says. */
    TransactionKind kind(String[] cells, RowAmounts.Stated amount) throws RowProblem {
        FieldRule rule = binding.rule(ImportField.TRANSACTION_TYPE);
        if (amounts.givesType()) {
            return amounts.kind(amount, cells);
        }
        if (rule.bySign()) {
            Decimal sign = amounts.number(ImportField.TRANSACTION_TYPE, cells).value();
            boolean below = sign != null && sign.unscaled() < 0;
            return below ? TransactionKind.WITHDRAWAL : TransactionKind.DEPOSIT;
        }
        String word = binding.word(ImportField.TRANSACTION_TYPE, cells);
        String plain = rule.values().isEmpty() ? word.toLowerCase(Locale.ROOT) : word;
        return switch (plain) {
            case "deposit" -> TransactionKind.DEPOSIT;
            case "withdrawal" -> TransactionKind.WITHDRAWAL;
            case "transfer" -> TransactionKind.TRANSFER;
            case "reversal" -> TransactionKind.REVERSAL;
            case "hold" -> TransactionKind.HOLD;
            case "capture" -> TransactionKind.CAPTURE;
            case "release" -> TransactionKind.RELEASE;
            default ->
                    throw new RowProblem(
                            Codes.INVALID_TYPE,
                            ImportField.TRANSACTION_TYPE.column(),
                            RowProblem.shown(word)
                                    + " is not deposit, withdrawal, transfer, reversal, hold,"
                                    + " capture or release"
                                    + (binding.own() ? "" : " and has no mapping"));
        };
    }
}
