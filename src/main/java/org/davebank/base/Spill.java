package org.davebank.base;

/**
 * Where bytes go that are kept but rarely read, so that memory holds the recent ones only. It is
 * memory of another kind: it begins empty with the process, nothing in it survives, and nothing is
 * ever synced. What must survive is in the journal.
 *
 * <p>Positions are handed out by {@link #append} alone. Not thread-safe. A store that fails throws,
 * and the node must end, as when its memory fails.
 */
public interface Spill {

    /** Keeps a copy of these bytes and returns where they are. */
    long append(byte[] bytes);

    /** Fills the array, which is as long as what one append has kept at that position. */
    void read(long position, byte[] into);

    /** Overwrites bytes of one append with as many others. */
    void replace(long position, byte[] bytes);

    /**
     * How many newest things are to stay in memory where {@code usual} would, at least one. A
     * simulated spill wants most of them, so that little data meets all that happens to much.
     */
    default int kept(int usual) {
        return usual;
    }
}
