package org.davebank.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bank's own columns: what a column of a file can mean. */
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
    BALANCE,
    HOLDER,
    STATUS,
    OVERDRAFT_LIMIT,
    OPENED_AT,
    ALIASES,

    // From here on only in mappings: other banks have such columns, this one does not.

    /** What came in, where a file parts the amounts by their direction. */
    AMOUNT_IN,

    /** What went out. */
    AMOUNT_OUT,

    /** What the other bank took for the transaction; it makes a deposit less, a withdrawal more. */
    FEE,

    /** The time of day, where the timestamp's column has only the day. */
    TIME,

    /** The zone of times that do not say their own. */
    TIME_ZONE;

    private final String column = name().toLowerCase(Locale.ROOT);

    /** The name as own files and mappings spell it. */
    public String column() {
        return column;
    }

    /** True for what only a mapping can name. */
    public boolean isForeign() {
        return ordinal() > ALIASES.ordinal();
    }

    /** Null when the bank has no such column. */
    public static @Nullable ImportField of(String column) {
        ImportField field = inMapping(column);
        return field == null || field.isForeign() ? null : field;
    }

    /** Null when a mapping knows no such member. */
    public static @Nullable ImportField inMapping(String column) {
        for (ImportField field : values()) {
            if (field.column.equals(column)) {
                return field;
            }
        }
        return null;
    }
}
