package org.davebank.ledger;

/**
 * How much one shard takes. What would go beyond is refused with {@link RejectionCode#SHARD_FULL}
 * when it is applied, on every replica alike, long before an index or an ordinal overflows.
 *
 * <p>The leader refuses nothing beforehand: whether a request is new or a retry, which is answered
 * also by a full shard, shows only in its place in the log. Every replica of a shard must have the
 * same capacity. Counts never fall, so a shard that is full stays full.
 *
 * @param transactionsMax records of transactions, those of rejections included
 * @param bindingsMax further keys and ids of transactions; a shard with so many takes no further
 *     transaction, for it could not keep another name of it
 * @param accountsMax accounts
 * @param currenciesMax currencies, at most {@link #CURRENCIES_MAX}
 * @param aliasRecordsMax changes of aliases; confirming goes on for a sixteenth more, so that what
 *     was reserved can be bound
 * @param attachmentRecordsMax attachments and fences; fences go on for a sixteenth more
 */
public record LedgerCapacity(
        long transactionsMax,
        long bindingsMax,
        long accountsMax,
        int currenciesMax,
        long aliasRecordsMax,
        long attachmentRecordsMax) {

    /** A log of records counts in an int, and a sixteenth of this still fits. */
    public static final long RECORDS_MAX = 2_000_000_000L;

    /** An account's currency is kept in a byte. */
    public static final int CURRENCIES_MAX = 256;

    /** There are no more account numbers. */
    public static final long ACCOUNTS_MAX = 100_000_000L;

    /** What a real shard takes. */
    public static final LedgerCapacity DEFAULT =
            new LedgerCapacity(
                    RECORDS_MAX,
                    RECORDS_MAX,
                    ACCOUNTS_MAX,
                    CURRENCIES_MAX,
                    RECORDS_MAX,
                    RECORDS_MAX);

    public LedgerCapacity {
        check(transactionsMax, RECORDS_MAX);
        check(bindingsMax, RECORDS_MAX);
        check(accountsMax, ACCOUNTS_MAX);
        check(currenciesMax, CURRENCIES_MAX);
        check(aliasRecordsMax, RECORDS_MAX);
        check(attachmentRecordsMax, RECORDS_MAX);
    }

    private static void check(long limit, long limitMax) {
        if (limit < 1 || limit > limitMax) {
            throw new IllegalArgumentException("a capacity is 1 to " + limitMax + ": " + limit);
        }
    }

    /** The limit for what must go on a little longer than the rest of its kind. */
    public static long beyond(long limit) {
        return limit + limit / 16 + 1;
    }

    public static LedgerResult.Refused refusal(String what, long limit) {
        return new LedgerResult.Refused(
                RejectionCode.SHARD_FULL, "this shard has " + limit + " " + what + ", its limit");
    }
}
