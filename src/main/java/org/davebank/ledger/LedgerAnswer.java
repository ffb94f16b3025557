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
}
