package org.davebank.directory;

import java.nio.charset.StandardCharsets;
import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;

/**
 * Maps a key to one of {@link #COUNT} slots by its hash; its shard is the slot modulo the number of
 * shards.
 */
public final class Slots {

    public static final int COUNT = 1024;

    private Slots() {}

    public static int of(AccountNumber account) {
        return (int) (hashOf(account) & (COUNT - 1));
    }

    /** A 64-bit hash of an account's number, the same on every node. */
    public static long hashOf(AccountNumber account) {
        return RandomSource.mix64(account.value() + 0x5bd1e995L);
    }

    /** The slot of an alias, which may differ from that of its account. */
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

    /** A 64-bit hash of a text, the same on every node. */
    public static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xff)) * 0x100000001b3L;
        }
        return RandomSource.mix64(hash);
    }
}
