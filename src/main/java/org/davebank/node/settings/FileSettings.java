package org.davebank.node.settings;

/**
 * How a node keeps files.
 *
 * @param bytesMax what this node keeps together before it takes no more
 * @param chunkBytes pieces in which files travel, at most {@link #CHUNK_BYTES_MAX}
 * @param graceNs how long a file may lie here that nothing refers to
 * @param deadForGoodNs how long a holder is dead before another node takes its place
 * @param roundNs between two looks of the supernode at who keeps what
 */
public record FileSettings(
        long bytesMax, int chunkBytes, long graceNs, long deadForGoodNs, long roundNs) {

    public static final int CHUNK_BYTES_MAX = 256 * 1024;

    /** With another patience for holders that are dead. */
    public FileSettings deadForGoodAfter(long ns) {
        return new FileSettings(bytesMax, chunkBytes, graceNs, ns, roundNs);
    }

    private static final long S = 1_000_000_000L;

    public static final FileSettings DEFAULT =
            new FileSettings(32L << 30, CHUNK_BYTES_MAX, 600 * S, 10 * S, S);
}
