package org.davebank.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bank's own columns, which a file's columns can be mapped to. */
public enum ImportField {
    ACCOUNT_NUM,
    TRANSACTION_TYPE,
    AMOUNT,

    /** Only compared with the amount. */
    AMOUNT_MINOR,
    CURRENCY,
    TO_ACCOUNT,
    TIMESTAMP,
    EFFECTIVE_AT,
    REFERENCE,
    DESCRIPTION,
    ID,
    IDEMPOTENCY_KEY,
    EXTERNAL_ID,

    /** Of a reversal, the id of the transaction that it gives back. */
    REVERSES,

    /** Of a capture, the id of its hold. */
    CAPTURES,

    /** Of a release, the id of its hold. */
    RELEASES,

    /** Of a hold, when it ends by itself. */
    EXPIRES_AT,

    /** Of a hold, what has become of it. */
    HOLD_STATE,
    BALANCE,
    HOLDER,
    STATUS,
    OVERDRAFT_LIMIT,
    OPENED_AT,
    ALIASES,

    // From here on only in mappings: other banks' files have such columns, the bank's own do not.

    /** Incoming amounts, where a file has separate columns by direction. */
    AMOUNT_IN,

    /** Outgoing amounts. */
    AMOUNT_OUT,

    /**
     * The other bank's fee for the transaction; it reduces a deposit and increases a withdrawal.
     */
    FEE,

    /** The time of day, where the timestamp's column has only the date. */
    TIME,

    /** The zone of times that do not state their own. */
    TIME_ZONE;

    private final String column = name().toLowerCase(Locale.ROOT);

    /** The name in own files and mappings. */
    public String column() {
        return column;
    }

    /** True for fields that only a mapping can name. */
    public boolean isForeign() {
        return ordinal() > ALIASES.ordinal();
    }

    /** The field of this column; null when the bank has no such column. */
    public static @Nullable ImportField of(String column) {
        ImportField field = inMapping(column);
        return field == null || field.isForeign() ? null : field;
    }

    /** The field of this mapping member; null when there is none. */
    public static @Nullable ImportField inMapping(String column) {
        for (ImportField field : values()) {
            if (field.column.equals(column)) {
                return field;
            }
        }
        return null;
    }
}
