package org.davebank.exchange;

/** Size limits of a record in any format; larger records are rejected. */
public final class RecordLimits {

    /** Characters of one record, including member names. */
    public static final int RECORD_CHARS_MAX = 65_536;

    /** Characters of one field of a record. */
    public static final int FIELD_CHARS_MAX = 32_768;

    /** Columns or members of one record. */
    public static final int COLUMNS_MAX = 512;

    private RecordLimits() {}
}
