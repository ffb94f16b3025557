package org.davebank.simulator.check;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.jspecify.annotations.Nullable;

/**
 * Watches the aliases of all shards together. Their records and the accounts that list them change in
 * different logs.
 *
 * <pre>
 * Rules
 *   A1  no two accounts list an alias
 *   A2  an alias that an account lists leads to it
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class AliasWatch {

    private final HistoryChecker history;
    private final Map<String, GroupId> shardOf;

    /** @param shardOf the aliases to watch, each with the shard that has its record */
    public AliasWatch(HistoryChecker history, Map<String, GroupId> shardOf) {
        this.history = history;
        this.shardOf = new TreeMap<>(shardOf);
    }

    /** Looks at what is committed by now in each shard. */
    public void check(int shards) {
        Map<String, AccountNumber> listed = new TreeMap<>();
        for (int shard = 0; shard < shards; shard++) {
            BankModel model = history.model(GroupId.ofShard(shard));
            for (AccountNumber number : model.accounts()) {
                for (String alias : model.account(number).now().aliases()) {
                    GroupId home = shardOf.get(alias);
                    if (home != null) {
                        check(alias, number, listed.put(alias, number), home);
                    }
                }
            }
        }
    }

    private void check(
            String alias, AccountNumber number, @Nullable AccountNumber other, GroupId home) {
        if (other != null) {
            throw new Violation("A1: " + number + " and " + other + " both list " + alias);
        }
        AccountNumber found = history.model(home).holder(alias, Long.MAX_VALUE);
        if (!number.equals(found)) {
            throw new Violation("A2: " + number + " lists " + alias + ", which leads to " + found);
        }
    }
}
