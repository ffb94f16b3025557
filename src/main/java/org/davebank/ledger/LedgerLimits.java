package org.davebank.ledger;

import java.util.List;
import org.davebank.base.Money;
import org.jspecify.annotations.Nullable;

/** The limits of the ledger. */
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
    public static final int ATTACHMENTS_PER_TRANSACTION_MAX = 20;
    public static final int ATTACHMENT_NAME_CHARS_MAX = 200;
    public static final int MEDIA_TYPE_CHARS_MAX = 100;

    /** Largest attachment. */
    public static final long ATTACHMENT_BYTES_MAX = 256L << 20;

    /** Maximum number of files in one fence. */
    public static final int FENCED_FILES_MAX = 256;

    /** Maximum length of a refusal's message. */
    public static final int MESSAGE_CHARS_MAX = 500;

    /** Maximum length of a search text; longer ones never match. */
    public static final int SEARCH_CHARS_MAX = 8_192;

    /** Largest overdraft limit in minor units. */
    public static final long OVERDRAFT_MINOR_MAX = Money.AMOUNT_MINOR_MAX;

    /** Records or accounts that one query examines before it answers with a short page. */
    public static final int SCAN_MAX = 20_000;

    /** Encoded bytes of records after which a page ends early. */
    public static final int PAGE_BYTES_MAX = 512 * 1024;

    /** The end of the year 9999, the greatest stamp of a log entry. */
    public static final long STAMP_MS_MAX = 253_402_300_799_999L;

    /** How long after its commit a posting may become effective: 31 days. */
    public static final long EFFECTIVE_AHEAD_MS_MAX = 31 * 86_400_000L;

    /**
     * The maximum number of decimals of a currency, so that amounts in ten-thousandths are
     * comparable.
     */
    public static final int SCALE_MAX = 4;

    /** Largest number of a shard; there are fewer. */
    public static final int SHARDS_MAX = 1_024;

    /**
     * Movements to other shards that may be undecided in a shard; beyond it none begins. Here and below a batch
     * counts as its items and one more.
     */
    public static final int UNDECIDED_MAX = 20_000;

    /** The same for one destination, so that a lost shard does not stop transfers to the others. */
    public static final int UNDECIDED_PER_SHARD_MAX = 8_000;

    /** Decisions of a shard that a participant has not acknowledged; beyond it none begins. */
    public static final int UNACKNOWLEDGED_MAX = 20_000;

    /** Credits that a shard may expect; beyond it there is no vote yet. */
    public static final int EXPECTED_MAX = 20_000;

    /** Credits that an account may expect. */
    public static final int EXPECTED_PER_ACCOUNT_MAX = 1_000;

    /** Items of a batch that is posted all or not at all. */
    public static final int BATCH_ITEMS_MAX = 100;

    /** How long a hold may last: 1 second to 31 days. */
    public static final long HOLD_MS_MIN = 1_000;

    public static final long HOLD_MS_MAX = 31 * 86_400_000L;

    /** Holds that may be active in a shard, or be captured after their end; beyond it none is made. */
    public static final int HOLDS_MAX = 100_000;

    /** The same for one account. */
    public static final int HOLDS_PER_ACCOUNT_MAX = 1_000;

    /** Captures of one hold to other shards that may be undecided. */
    public static final int CAPTURES_PER_HOLD_MAX = 16;

    private LedgerLimits() {}

    /** True for three letters from A to Z, independent of any currency table. */
    static boolean isCurrencyCode(String code) {
        return code.length() == 3
                && code.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }

    /**
     * Throws IllegalArgumentException unless the text has {@code min} to {@code max} characters.
     */
    static void checkText(String what, @Nullable String text, int min, int max) {
        if (text != null && (text.length() < min || text.length() > max)) {
            throw new IllegalArgumentException(
                    what + " has " + min + " to " + max + " characters, not " + text.length());
        }
    }

    static void checkShard(int shard) {
        if (shard < 0 || shard > SHARDS_MAX) {
            throw new IllegalArgumentException("no shard " + shard);
        }
    }

    /** Throws IllegalArgumentException if there are too many aliases, or one is empty or too long. */
    static void checkAliases(List<String> aliases) {
        if (aliases.size() > ALIASES_MAX) {
            throw new IllegalArgumentException("more than " + ALIASES_MAX + " aliases");
        }
        aliases.forEach(alias -> checkText("alias", alias, 1, ALIAS_CHARS_MAX));
    }

    static void checkOrigin(String by, String requestId) {
        checkText("by", by, 0, BY_CHARS_MAX);
        checkText("request id", requestId, 0, REQUEST_ID_CHARS_MAX);
    }
}
