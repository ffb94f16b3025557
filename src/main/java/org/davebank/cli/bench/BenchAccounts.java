package org.davebank.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.directory.Slots;

/** The accounts of a bench, the same in every run. Immutable. */
final class BenchAccounts {

    static final int COUNT = 10_000;

    /** What each account gets before transfers are measured: far more than they move. */
    static final long FUNDS_MINOR = 1_000_000_000_00L;

    static final int TRANSFER_MINOR_MAX = 100;

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

    /** An account of another shard. */
    AccountNumber faraway(int shard, RandomSource random) {
        int other = random.nextInt(shards() - 1);
        List<AccountNumber> there = of(other < shard ? other : other + 1);
        return there.get(random.nextInt(there.size()));
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

    /** The idempotency key for the account's funds. */
    static String fundsKey(AccountNumber account) {
        return "bench-funds-" + account;
    }

    /** The idempotency key for opening the account. */
    static String key(AccountNumber account) {
        return "bench-" + account;
    }
}
