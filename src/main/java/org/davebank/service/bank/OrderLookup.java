package org.davebank.service.bank;

import java.util.Optional;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * Finds by its key what became of an order whose answer was lost. Nothing is written, and every
 * read is strong: an empty answer means that nothing was there at that moment. Thread-safe; methods
 * block.
 */
public final class OrderLookup {

    private final Shards shards;

    public OrderLookup(Shards shards) {
        this.shards = shards;
    }

    /** The shard of an account, so that callers can say what they wait for. */
    public int shard(AccountNumber account) {
        return shards.of(account).shard();
    }

    /**
     * The posting of this account under this key, or empty.
     *
     * @throws ServiceProblem the recorded rejection, or no_quorum
     */
    public Optional<Posted> posting(Caller caller, AccountNumber account, String key) {
        caller.require(Role.VIEWER);
        GroupId group = shards.of(account);
        LedgerAnswer answer =
                shards.read(group, new LedgerQuery.FindByKey(account, key), ReadOptions.STRONG)
                        .answer();
        if (answer instanceof LedgerAnswer.Transactions found && !found.transactions().isEmpty()) {
            LedgerResult recorded =
                    new LedgerResult.Recorded(found.transactions().getFirst(), true);
            return Optional.of(BankService.outcome(recorded, group));
        }
        return Optional.empty();
    }

    /**
     * The account that was opened for this holder under this key, or empty. Where the bank chose
     * the number, it follows from the key, so another person's account cannot be mistaken for it.
     *
     * @param sinceMs an account older than this existed before the order
     * @throws ServiceProblem no_quorum
     */
    public Optional<Account> opening(
            Caller caller,
            @Nullable AccountNumber wanted,
            String holder,
            String key,
            long sinceMs) {
        caller.require(Role.VIEWER);
        for (int probe = 0; probe < BankService.PROBES_MAX; probe++) {
            AccountNumber number = wanted == null ? BankService.candidate(key, probe) : wanted;
            Account account = shards.account(number);
            if (account == null) {
                return Optional.empty();
            }
            if (account.holder().equals(holder) && account.openedAtMs() >= sinceMs) {
                return Optional.of(account);
            }
            if (wanted != null) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
