package org.davebank.base;

/**
 * What a {@link Spill} gives back is not what it was given. The journal has all of it, so the node must
 * end and read that again: nothing that depends on these bytes may be answered, applied or sent.
 */
public final class SpillDamaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SpillDamaged(String message) {
        super(message);
    }

    /** Throws unless these bytes are the ones that had the checksum. */
    public static void check(byte[] read, int checksum, long position) {
        if (Checksum.of(read) != checksum) {
            throw new SpillDamaged(
                    "of what does not fit into memory, the "
                            + read.length
                            + " bytes at "
                            + position
                            + " of spill.tmp are not those that were written");
        }
    }
}
