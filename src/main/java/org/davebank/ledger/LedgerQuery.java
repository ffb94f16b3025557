package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.state.LedgerScan;
import org.jspecify.annotations.Nullable;

/** A query of a shard. Lists are bounded by {@link LedgerLimits#PAGE_MAX}. */
public sealed interface LedgerQuery {

    /** Whether it may have to examine many records or accounts; see {@link LedgerScan}. */
    default boolean isScan() {
        return switch (this) {
            case GetAccountAt q -> true;
            case ListAccounts q -> true;
            case GetTransaction q -> true;
            case History q -> true;
            case GetAccount q -> false;
            case FindAlias q -> false;
            case FindByKey q -> false;
            case Summary q -> false;
            case FindAttachment q -> false;
            case Outcomes q -> false;
            case MarkedOutcomes q -> false;
            case FindCut q -> false;
            case DeliveredAtMark q -> false;
        };
    }

    record GetAccount(AccountNumber number) implements LedgerQuery {}

    /** The account with its balance as of an instant, by {@code effectiveAtMs} (inclusive). */
    record GetAccountAt(AccountNumber number, long atMs) implements LedgerQuery {}

    /**
     * Accounts in ascending order of number, after {@code after} (-1 for the start).
     *
     * @param text case-insensitive search text for number, holder and aliases; null means any
     */
    record ListAccounts(int after, int limit, @Nullable String text) implements LedgerQuery {}

    /** The account that an alias is bound to; sent to the alias's shard. */
    record FindAlias(String alias) implements LedgerQuery {}

    /** All records with this id in the shard, at most one per account. */
    record GetTransaction(TransactionId id) implements LedgerQuery {}

    /** The record of a key within an account. */
    record FindByKey(AccountNumber account, String key) implements LedgerQuery {}

    /**
     * Records newest first, of one account or of the whole shard.
     *
     * @param beforeSequence only records with a smaller sequence; Long.MAX_VALUE starts at the
     *     newest
     */
    record History(
            @Nullable AccountNumber account,
            TransactionFilter filter,
            long beforeSequence,
            int limit)
            implements LedgerQuery {

        /** The question as older nodes read it, see {@link TransactionFilter#older}. */
        public History older() {
            return filter.isAboutHolds()
                    ? new History(account, filter.older(), beforeSequence, limit)
                    : this;
        }
    }

    /** Counts and sums of the shard. */
    record Summary() implements LedgerQuery {}

    /** The first attachment of this shard with these bytes. */
    record FindAttachment(String sha256) implements LedgerQuery {}

    /**
     * What became of movements, asked of their coordinator by a participant.
     *
     * @param keys at most {@link #KEYS_MAX}
     */
    record Outcomes(List<MovementKey> keys) implements LedgerQuery {

        /** Their answers fit into one message, even with texts of maximum length. */
        public static final int KEYS_MAX = 200;

        public Outcomes {
            keys = atMost(keys);
        }
    }

    /** The same, where the coordinator's newest mark is wanted too; shards that mark ask this way. */
    record MarkedOutcomes(List<MovementKey> keys) implements LedgerQuery {
        public MarkedOutcomes {
            keys = atMost(keys);
        }
    }

    /**
     * What the shard noted at a mark.
     *
     * @param mark number of the mark; 0 means the newest
     * @param from how many legs to leave out
     */
    record FindCut(long mark, int from) implements LedgerQuery {}

    /**
     * Which movements to this shard had been delivered when it took a mark.
     *
     * @param keys at most {@link Outcomes#KEYS_MAX}
     */
    record DeliveredAtMark(long mark, List<MovementKey> keys) implements LedgerQuery {
        public DeliveredAtMark {
            keys = atMost(keys);
        }
    }

    private static List<MovementKey> atMost(List<MovementKey> keys) {
        if (keys.size() > Outcomes.KEYS_MAX) {
            throw new IllegalArgumentException("too many movements: " + keys.size());
        }
        return List.copyOf(keys);
    }
}
