package org.davebank.base;

/**
 * One consensus group: 0 is the system group, n + 1 is ledger shard n.
 *
 * @param value 0 to {@link #VALUE_MAX}
 */
public record GroupId(int value) implements Comparable<GroupId> {

    /** The maximum number of ledger shards, which is the number of slots. */
    public static final int VALUE_MAX = 1024;

    public static final GroupId SYSTEM = new GroupId(0);

    public GroupId {
        if (value < 0 || value > VALUE_MAX) {
            throw new IllegalArgumentException("group id out of range: " + value);
        }
    }

    public static GroupId ofShard(int shard) {
        return new GroupId(shard + 1);
    }

    public boolean isShard() {
        return value > 0;
    }

    /** The shard's number, from 0. Only for shard groups. */
    public int shard() {
        Invariant.check(isShard(), "the system group is not a shard");
        return value - 1;
    }

    @Override
    public int compareTo(GroupId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return isShard() ? "shard " + shard() : "system";
    }
}
