package org.davebank.ledger.store;

import java.util.OptionalLong;

/** The state hashes right after the newest log indexes. Not thread-safe. */
public final class NewestHashes {

    private final long[] indexes;
    private final long[] hashes;

    /** @param kept how many; a power of two */
    public NewestHashes(int kept) {
        indexes = new long[kept];
        hashes = new long[kept];
    }

    private int slot(long index) {
        return (int) (index & (indexes.length - 1));
    }

    public void put(long index, long hash) {
        indexes[slot(index)] = index;
        hashes[slot(index)] = hash;
    }

    /** The hash right after this index, if it is kept. */
    public OptionalLong at(long index) {
        return index > 0 && indexes[slot(index)] == index
                ? OptionalLong.of(hashes[slot(index)])
                : OptionalLong.empty();
    }

    public long bytes() {
        return indexes.length * 16L;
    }
}
