package org.davebank.exchange.mapping;

import java.util.List;
import java.util.Locale;
import org.davebank.base.TransactionId;
import org.davebank.exchange.Codes;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RowIdentity;
import org.davebank.exchange.RowProblem;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/** What a row says of other transactions: what it reverses, and what it has to do with a hold. */
final class RowLinks {

    private static final List<ImportField> LINKS =
            List.of(
                    ImportField.REVERSES,
                    ImportField.CAPTURES,
                    ImportField.RELEASES,
                    ImportField.EXPIRES_AT);

    private final ColumnBinding binding;
    private final RowTimes times;
    private final boolean statement;

    /** @param statement the records are those of a statement, where a capture need not name its hold */
    RowLinks(ColumnBinding binding, RowTimes times, boolean statement) {
        this.binding = binding;
        this.times = times;
        this.statement = statement;
    }

    /** Adds what is stated to the identity of a row. */
    void identify(String[] cells, RowIdentity identity) {
        for (ImportField field : LINKS) {
            String link = binding.word(field, cells);
            if (!link.isEmpty()) {
                identity.add(link);
            }
        }
    }

    /** The transaction that a reversal gives back; null of every other row. */
    @Nullable TransactionId reverses(TransactionKind kind, String[] cells) throws RowProblem {
        TransactionId original = id(ImportField.REVERSES, cells);
        if ((original != null) != (kind == TransactionKind.REVERSAL)) {
            throw malformed(
                    ImportField.REVERSES,
                    original == null
                            ? "a reversal names the transaction that it reverses"
                            : "only a reversal reverses a transaction");
        }
        return original;
    }

    /** What a hold, a capture or a release adds; null of every other row. */
    ImportRow.@Nullable OfHold ofHold(TransactionKind kind, String[] cells) throws RowProblem {
        TransactionId captures =
                hold(ImportField.CAPTURES, kind == TransactionKind.CAPTURE, !statement, cells);
        TransactionId releases =
                hold(ImportField.RELEASES, kind == TransactionKind.RELEASE, true, cells);
        return switch (kind) {
            case HOLD -> new ImportRow.OfHold(null, expiresAtMs(cells), statement);
            case CAPTURE -> new ImportRow.OfHold(captures, 0, statement);
            case RELEASE -> new ImportRow.OfHold(releases, 0, false);
            case DEPOSIT, WITHDRAWAL, TRANSFER, REVERSAL, BATCH -> null;
        };
    }

    /** The hold that a row names, which no row of another kind may do. */
    private @Nullable TransactionId hold(
            ImportField field, boolean names, boolean must, String[] cells) throws RowProblem {
        TransactionId hold = id(field, cells);
        if (hold == null ? names && must : !names) {
            String of = field == ImportField.CAPTURES ? "capture" : "release";
            throw malformed(
                    field,
                    hold == null
                            ? "a " + of + " names its hold"
                            : "only a " + of + " names a hold");
        }
        return hold;
    }

    /** When a hold ends; a hold that has ended reserves nothing and is a reject. */
    private long expiresAtMs(String[] cells) throws RowProblem {
        String state = binding.word(ImportField.HOLD_STATE, cells).toLowerCase(Locale.ROOT);
        if (!state.isEmpty() && !state.equals("active")) {
            throw new RowProblem(
                    Codes.HOLD_ENDED,
                    ImportField.HOLD_STATE.column(),
                    "the hold reserves nothing any more: it is " + RowProblem.shown(state));
        }
        long expiresAtMs = times.at(ImportField.EXPIRES_AT, cells);
        if (expiresAtMs == 0) {
            throw malformed(ImportField.EXPIRES_AT, "a hold says when it ends by itself");
        }
        return expiresAtMs;
    }

    /** A UUID, or null if none is stated. */
    @Nullable TransactionId id(ImportField field, String[] cells) throws RowProblem {
        String word = binding.word(field, cells);
        if (word.isEmpty()) {
            return null;
        }
        try {
            return TransactionId.parse(word);
        } catch (IllegalArgumentException e) {
            throw malformed(
                    field,
                    RowProblem.shown(word) + " is not a UUID; a foreign id is an external_id");
        }
    }

    private static RowProblem malformed(ImportField field, String message) {
        return new RowProblem(Codes.MALFORMED_REQUEST, field.column(), message);
    }
}
