package org.davebank.node.settings;

/**
 * How a node stores files.
 *
 * @param bytesMax total size of the files that this node accepts
 * @param chunkBytes size of the chunks in which files are transferred, at most {@link
 *     #CHUNK_BYTES_MAX}
 * @param graceNs how long an unreferenced file is kept
 * @param deadForGoodNs how long a holder must be dead before another node replaces it
 * @param roundNs interval between the supernode's checks of the copies
 */
public record FileSettings(
        long bytesMax, int chunkBytes, long graceNs, long deadForGoodNs, long roundNs) {

    public static final int CHUNK_BYTES_MAX = 256 * 1024;

    /** A copy with another {@code deadForGoodNs}. */
    public FileSettings deadForGoodAfter(long ns) {
        return new FileSettings(bytesMax, chunkBytes, graceNs, ns, roundNs);
    }

    private static final long S = 1_000_000_000L;

    public static final FileSettings DEFAULT =
            new FileSettings(32L << 30, CHUNK_BYTES_MAX, 600 * S, 10 * S, S);
}
