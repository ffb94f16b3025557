package org.davebank.directory;

import java.nio.charset.StandardCharsets;
import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;

/** A key hashes to one of {@link #COUNT} slots, and its shard is the slot modulo the shards. */
public final class Slots {

    public static final int COUNT = 1024;

    private Slots() {}

    public static int of(AccountNumber account) {
        return (int) (hashOf(account) & (COUNT - 1));
    }

    /** A 64-bit hash of an account's number that every node computes alike. */
    public static long hashOf(AccountNumber account) {
        return RandomSource.mix64(account.value() + 0x5bd1e995L);
    }

    /** An alias has a place of its own, which need not be that of the account it names. */
    public static int ofAlias(String alias) {
        return (int) (hash(alias) & (COUNT - 1));
    }

    public static int shard(int slot, int shards) {
        Invariant.check(shards >= 1 && shards <= COUNT, "1 to 1024 shards", shards, COUNT);
        return slot % shards;
    }

    public static int shardOf(AccountNumber account, int shards) {
        return shard(of(account), shards);
    }

    public static int shardOfAlias(String alias, int shards) {
        return shard(ofAlias(alias), shards);
    }

    /** A 64-bit hash of a text that every node computes alike. */
    public static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xff)) * 0x100000001b3L;
        }
        return RandomSource.mix64(hash);
    }
}
