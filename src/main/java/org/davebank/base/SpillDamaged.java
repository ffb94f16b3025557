package org.davebank.base;

/**
 * A {@link Spill} returned other bytes than were stored. The node must end and recover them from
 * the journal: nothing that depends on them may be answered, applied or sent.
 */
public final class SpillDamaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SpillDamaged(String message) {
        super(message);
    }

    /** Throws unless the bytes have this checksum. */
    public static void check(byte[] read, int checksum, long position) {
        if (Checksum.of(read) != checksum) {
            throw new SpillDamaged(
                    "spilled data is damaged: the "
                            + read.length
                            + " bytes at "
                            + position
                            + " of spill.tmp have changed");
        }
    }
}
