package org.davebank.ledger.store;

import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;

/**
 * The capacity of one shard. Commands beyond it are refused with {@link RejectionCode#SHARD_FULL}
 * when they are applied, identically on every replica, long before an index or an ordinal
 * overflows.
 *
 * <p>The leader cannot refuse earlier: only the log shows whether a request is new or a retry,
 * which a full shard still answers. All replicas of a shard must have the same capacity. Counts
 * never decrease, so a full shard stays full.
 *
 * @param transactionsMax records of transactions, including rejections
 * @param bindingsMax additional keys and ids of transactions; a shard that reaches this accepts no
 *     further transactions, because it could not record another key or id of them
 * @param accountsMax accounts
 * @param currenciesMax currencies, at most {@link #CURRENCIES_MAX}
 * @param aliasRecordsMax changes of aliases; confirmations get a sixteenth more, so that reserved
 *     aliases can be bound
 * @param attachmentRecordsMax attachments and fences; fences get a sixteenth more
 * @param changeRecordsMax changes of accounts, including rejections
 */
public record LedgerCapacity(
        long transactionsMax,
        long bindingsMax,
        long accountsMax,
        int currenciesMax,
        long aliasRecordsMax,
        long attachmentRecordsMax,
        long changeRecordsMax) {

    /** Record logs count in an int, which must also hold a sixteenth more than this. */
    public static final long RECORDS_MAX = 2_000_000_000L;

    /** An account's currency is stored in a byte. */
    public static final int CURRENCIES_MAX = 256;

    /** There are no more account numbers. */
    public static final long ACCOUNTS_MAX = 100_000_000L;

    /** The capacity in production. */
    public static final LedgerCapacity DEFAULT =
            new LedgerCapacity(
                    RECORDS_MAX,
                    RECORDS_MAX,
                    ACCOUNTS_MAX,
                    CURRENCIES_MAX,
                    RECORDS_MAX,
                    RECORDS_MAX,
                    RECORDS_MAX);

    public LedgerCapacity {
        check(transactionsMax, RECORDS_MAX);
        check(bindingsMax, RECORDS_MAX);
        check(accountsMax, ACCOUNTS_MAX);
        check(currenciesMax, CURRENCIES_MAX);
        check(aliasRecordsMax, RECORDS_MAX);
        check(attachmentRecordsMax, RECORDS_MAX);
        check(changeRecordsMax, RECORDS_MAX);
    }

    private static void check(long limit, long limitMax) {
        if (limit < 1 || limit > limitMax) {
            throw new IllegalArgumentException("a capacity is 1 to " + limitMax + ": " + limit);
        }
    }

    /** The higher limit for records that must be possible beyond {@code limit}. */
    public static long beyond(long limit) {
        return limit + limit / 16 + 1;
    }

    public static LedgerResult.Refused refusal(String what, long limit) {
        return new LedgerResult.Refused(
                RejectionCode.SHARD_FULL, "this shard has " + limit + " " + what + ", its limit");
    }
}
