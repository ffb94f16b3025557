package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link LedgerQuery}. */
public sealed interface LedgerAnswer {

    /** The account, or null if it does not exist. */
    record AccountFound(@Nullable Account account) implements LedgerAnswer {}

    /** A page in ascending order of number; more may follow if {@code more}. */
    record Accounts(List<Account> accounts, boolean more) implements LedgerAnswer {
        public Accounts {
            accounts = List.copyOf(accounts);
        }
    }

    /** The account, or null if the alias is not bound. */
    record AliasFound(@Nullable AccountNumber account) implements LedgerAnswer {}

    /**
     * A page of records.
     *
     * @param nextBefore {@code beforeSequence} for the next page; -1 at the end. A page may be
     *     short or empty although more follow, because each query scans a bounded number of records
     */
    record Transactions(List<Transaction> transactions, long nextBefore) implements LedgerAnswer {
        public Transactions {
            transactions = List.copyOf(transactions);
        }
    }

    /**
     * Totals of the shard.
     *
     * @param transactions records that moved money
     * @param rejected records of rejections
     * @param sumMinor the sum of all balances including CASH; zero unless the books are
     *     inconsistent
     * @param cashMinor the balance of CASH: withdrawals less deposits
     */
    record ShardSummary(
            long index,
            long accounts,
            long transactions,
            long rejected,
            long sumMinor,
            long cashMinor)
            implements LedgerAnswer {}

    /** The attachment, or null if no transaction of the shard refers to these bytes. */
    record AttachmentFound(@Nullable Attachment attachment) implements LedgerAnswer {}

    /**
     * What became of movements.
     *
     * @param decided the next step of the participant in each movement that is decided: {@link
     *     MovementCommand.Deliver} or {@link MovementCommand.Cancel}
     * @param unknown movements that the shard has never begun
     */
    record MovementOutcomes(List<MovementCommand> decided, List<MovementKey> unknown)
            implements LedgerAnswer {
        public MovementOutcomes {
            decided = List.copyOf(decided);
            unknown = List.copyOf(unknown);
        }
    }

    /**
     * What became of movements, with the number of the shard's newest mark.
     *
     * @param mark 0 before the first
     */
    record MarkedOutcomes(long mark, MovementOutcomes outcomes) implements LedgerAnswer {}

    /**
     * A shard's part of a cut.
     *
     * @param newestMark number of the shard's newest mark; 0 before the first
     * @param workedIndex of the newest entry that did anything else than to mark; 0 before the first
     * @param cut null if the shard never took that mark, or has forgotten what it noted
     */
    record CutFound(long newestMark, long workedIndex, @Nullable Cut cut) implements LedgerAnswer {}

    /**
     * What a shard noted at a mark.
     *
     * @param index of the entry with the mark
     * @param transit the balance of TRANSIT in each currency
     * @param legs a page of what had left the shard and was not acknowledged
     * @param more whether further legs follow
     */
    record Cut(long mark, long index, List<Sum> transit, List<Leg> legs, boolean more) {
        public Cut {
            transit = List.copyOf(transit);
            legs = List.copyOf(legs);
        }
    }

    /** An amount of a currency. */
    record Sum(String currency, long minor) {}

    /** A committed movement to another shard. */
    record Leg(MovementKey key, int toShard, long amountMinor, String currency) {}

    /**
     * Which movements had been delivered at a mark.
     *
     * @param known false if the shard has nothing noted at that mark
     */
    record DeliveredAtMark(boolean known, List<MovementKey> keys) implements LedgerAnswer {
        public DeliveredAtMark {
            keys = List.copyOf(keys);
        }
    }
}
