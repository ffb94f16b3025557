package org.davebank.ledger;

/** The numbers that bound what the ledger takes. */
public final class LedgerLimits {

    public static final int HOLDER_CHARS_MAX = 140;
    public static final int KEY_CHARS_MAX = 255;
    public static final int ALIAS_CHARS_MAX = 64;
    public static final int ALIASES_MAX = 16;
    public static final int REFERENCE_CHARS_MAX = 140;
    public static final int DESCRIPTION_CHARS_MAX = 500;
    public static final int BY_CHARS_MAX = 64;
    public static final int REQUEST_ID_CHARS_MAX = 64;
    public static final int PAGE_MAX = 1000;
    public static final int COMMANDS_PER_ENTRY_MAX = 8_192;
    public static final long ALIAS_HOLD_MS = 60_000;

    private LedgerLimits() {}
}
