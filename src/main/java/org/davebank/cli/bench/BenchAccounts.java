package org.davebank.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.directory.Slots;

/** The accounts of a bench, the same in every run. Immutable. */
final class BenchAccounts {

    static final int COUNT = 10_000;
    private static final int FIRST = 90_000_000;

    private final List<List<AccountNumber>> byShard = new ArrayList<>();
    private final List<AccountNumber> all = new ArrayList<>();

    BenchAccounts(int shards) {
        for (int shard = 0; shard < shards; shard++) {
            byShard.add(new ArrayList<>());
        }
        for (int i = 0; i < COUNT; i++) {
            AccountNumber account = new AccountNumber(FIRST + i);
            all.add(account);
            byShard.get(Slots.shardOf(account, shards)).add(account);
        }
    }

    int shards() {
        return byShard.size();
    }

    AccountNumber get(int index) {
        return all.get(index);
    }

    AccountNumber any(RandomSource random) {
        return all.get(random.nextInt(COUNT));
    }

    List<AccountNumber> of(int shard) {
        return byShard.get(shard);
    }

    static String holder(AccountNumber account) {
        return "Bench " + account;
    }

    /** The idempotency key for opening the account. */
    static String key(AccountNumber account) {
        return "bench-" + account;
    }
}
