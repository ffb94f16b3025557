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
    ALIASES;

    private final String column = name().toLowerCase(Locale.ROOT);

    /** The name as own files and mappings spell it. */
    public String column() {
        return column;
    }

    /** Null when the bank has no such column. */
    public static @Nullable ImportField of(String column) {
        for (ImportField field : values()) {
            if (field.column.equals(column)) {
                return field;
            }
        }
        return null;
    }
}
