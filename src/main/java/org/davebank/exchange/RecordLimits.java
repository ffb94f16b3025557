package org.davebank.exchange;

/** How large a record of a file may be, whatever its format; a larger one is rejected. */
public final class RecordLimits {

    /** Characters of one record, names of members included. */
    public static final int RECORD_CHARS_MAX = 65_536;

    /** Characters of one field of a record. */
    public static final int FIELD_CHARS_MAX = 32_768;

    /** Columns or members of one record. */
    public static final int COLUMNS_MAX = 512;

    private RecordLimits() {}
}
