package org.davebank.base;

/**
 * Storage for rarely read bytes, so that memory holds only recent ones. It is an extension of
 * memory: it starts empty with the process, does not survive it, and is never synced. The journal
 * holds what must survive.
 *
 * <p>Only {@link #append} assigns positions. Not thread-safe. If the storage fails it throws, and
 * the node must end, as when its memory fails.
 */
public interface Spill {

    /** Stores a copy of these bytes and returns their position. */
    long append(byte[] bytes);

    /** Fills the array, whose length must equal that of the append at this position. */
    void read(long position, byte[] into);

    /** Overwrites the bytes of one append with the same number of others. */
    void replace(long position, byte[] bytes);

    /**
     * How many of the newest blocks to keep in memory instead of {@code usual}, at least one. A
     * simulated spill takes most of them, so that small amounts of data exercise the code for large
     * ones.
     */
    default int kept(int usual) {
        return usual;
    }
}
