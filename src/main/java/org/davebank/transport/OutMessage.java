package org.davebank.transport;

import org.davebank.transport.packet.Priority;

/**
 * A message on its way out, cut into chunks of equal size when it does not fit into one datagram.
 */
final class OutMessage {

    /** What a message costs in a queue besides its bytes. */
    static final int OVERHEAD_BYTES = 64;

    private static final byte[] NOTHING = new byte[0];

    final Priority priority;

    /** Its number in its class, or -1 when it is sent once and forgotten. */
    final long id;

    final int length;
    final int chunkBytes;
    final int chunkCount;
    final long expiresNs;
    final long[] acked;
    byte[] bytes;
    int nextChunk;
    private int ackedCount;
    private boolean done;

    OutMessage(Priority priority, long id, byte[] bytes, int chunkBytes, long expiresNs) {
        this.priority = priority;
        this.id = id;
        this.bytes = bytes;
        this.length = bytes.length;
        this.chunkBytes = chunkBytes;
        this.chunkCount = Math.max(1, (bytes.length + chunkBytes - 1) / chunkBytes);
        this.expiresNs = expiresNs;
        this.acked = new long[(chunkCount + 63) / 64];
    }

    boolean isOnce() {
        return id < 0;
    }

    int cost() {
        return length + OVERHEAD_BYTES;
    }

    int chunkLength(int chunk) {
        return Math.min(chunkBytes, length - chunk * chunkBytes);
    }

    boolean isAcked(int chunk) {
        return (acked[chunk >>> 6] & (1L << chunk)) != 0;
    }

    /** True when a chunk still has to reach the peer. */
    boolean needs(int chunk) {
        return !done && !isAcked(chunk);
    }

    /** Marks a chunk; true when it was the last one missing. */
    boolean ack(int chunk) {
        if (done || isAcked(chunk)) {
            return false;
        }
        acked[chunk >>> 6] |= 1L << chunk;
        ackedCount++;
        return ackedCount == chunkCount;
    }

    boolean isDone() {
        return done;
    }

    /** Acknowledged, sent once, or given up: its bytes are let go. */
    void finish() {
        done = true;
        bytes = NOTHING;
    }
}
