package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.jspecify.annotations.Nullable;

/** What a {@link LedgerQuery} found. */
public sealed interface LedgerAnswer {

    /** Null when there is no such account. */
    record AccountFound(@Nullable Account account) implements LedgerAnswer {}

    /** A page in ascending number; more may follow when {@code more}. */
    record Accounts(List<Account> accounts, boolean more) implements LedgerAnswer {
        public Accounts {
            accounts = List.copyOf(accounts);
        }
    }

    /** Null when the alias is not bound. */
    record AliasFound(@Nullable AccountNumber account) implements LedgerAnswer {}

    /**
     * A page of records.
     *
     * @param nextBefore continue with this as {@code beforeSequence}; -1 at the end. A page may be
     *     short, even empty, and still go on: scanning is bounded a query
     */
    record Transactions(List<Transaction> transactions, long nextBefore) implements LedgerAnswer {
        public Transactions {
            transactions = List.copyOf(transactions);
        }
    }

    /**
     * The shard as a whole.
     *
     * @param transactions records that moved money
     * @param rejected records of rejections
     * @param sumMinor the sum of all balances including CASH: zero unless the books are broken
     * @param cashMinor what came in over the counter less what went out, with a minus sign
     */
    record ShardSummary(
            long index,
            long accounts,
            long transactions,
            long rejected,
            long sumMinor,
            long cashMinor)
            implements LedgerAnswer {}

    /** Null when no transaction of the shard refers to these bytes. */
    record AttachmentFound(@Nullable Attachment attachment) implements LedgerAnswer {}
}
