package org.davebank.transport;

import org.davebank.transport.packet.Priority;

/** An outgoing message, split into chunks of equal size if it does not fit into one datagram. */
final class OutMessage {

    /** Overhead of a message in a queue. */
    static final int OVERHEAD_BYTES = 64;

    private static final byte[] NOTHING = new byte[0];

    final Priority priority;

    /** Its number in its class, or -1 if it is sent once without acknowledgement. */
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

    /** Whether a chunk still has to reach the peer. */
    boolean needs(int chunk) {
        return !done && !isAcked(chunk);
    }

    /** Marks a chunk as acknowledged; true if it was the last one missing. */
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

    /** Releases the bytes of a message that is acknowledged, sent once, or expired. */
    void finish() {
        done = true;
        bytes = NOTHING;
    }
}
