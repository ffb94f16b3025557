package org.davebank.transport;

import java.util.ArrayDeque;
import org.davebank.base.Invariant;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one class for one peer, from {@code send} to acknowledgement or expiry. Lost
 * chunks are sent before new ones.
 */
final class SendQueue {

    /** Maximum distance between the newest sent and the oldest unacknowledged message. */
    static final int WINDOW_MESSAGES = 8192;

    private record Chunk(OutMessage message, int number) {}

    private final Priority priority;
    private final int bytesMax;
    private final ByteBudget total;
    private final ArrayDeque<OutMessage> fresh = new ArrayDeque<>();
    private final ArrayDeque<OutMessage> unacked = new ArrayDeque<>();
    private final ArrayDeque<Chunk> lost = new ArrayDeque<>();
    private long nextId;
    private int bytes;
    private long expired;

    SendQueue(Priority priority, int bytesMax, ByteBudget total) {
        this.priority = priority;
        this.bytesMax = bytesMax;
        this.total = total;
    }

    /** Queues the message, or returns false if the queue is full. */
    boolean offer(byte[] message, int singleBytesMax, int chunkBytes, long expiresNs) {
        int cost = message.length + OutMessage.OVERHEAD_BYTES;
        if (cost > bytesMax - bytes || (!priority.isFleeting() && !total.take(cost))) {
            return false;
        }
        boolean single = message.length <= singleBytesMax;
        boolean once = single && priority.isFleeting();
        int chunk = single ? Math.max(1, message.length) : chunkBytes;
        long id = once ? -1 : nextId++;
        OutMessage queued = new OutMessage(priority, id, message, chunk, expiresNs);
        fresh.add(queued);
        if (!once) {
            unacked.add(queued);
        }
        bytes += cost;
        return true;
    }

    /** Whether this queue has a chunk that may be sent. */
    boolean hasNext() {
        return nextLost() != null || nextFresh() != null;
    }

    private @Nullable Chunk nextLost() {
        Chunk chunk = lost.peek();
        while (chunk != null && !chunk.message.needs(chunk.number)) {
            lost.poll();
            chunk = lost.peek();
        }
        return chunk;
    }

    private @Nullable OutMessage nextFresh() {
        OutMessage message = fresh.peek();
        while (message != null && message.isDone()) {
            fresh.poll();
            message = fresh.peek();
        }
        if (message == null || message.isOnce()) {
            return message;
        }
        dropDone();
        OutMessage oldest = unacked.peek();
        Invariant.check(oldest != null, "an unsent message is unacknowledged");
        return message.id - oldest.id < WINDOW_MESSAGES ? message : null;
    }

    /** The message of the next chunk, or null. The chunk's number is {@link #peekChunk}. */
    @Nullable OutMessage peek() {
        Chunk chunk = nextLost();
        return chunk != null ? chunk.message : nextFresh();
    }

    /** Call it only if {@link #peek} returned a message. */
    int peekChunk() {
        Chunk chunk = nextLost();
        if (chunk != null) {
            return chunk.number;
        }
        OutMessage message = fresh.peek();
        Invariant.check(message != null, "a chunk waits");
        return message.nextChunk;
    }

    /** Removes the peeked chunk; true if it was sent before. */
    boolean take() {
        if (nextLost() != null) {
            lost.poll();
            return true;
        }
        OutMessage message = fresh.peek();
        Invariant.check(message != null, "a chunk waits");
        message.nextChunk++;
        if (message.nextChunk == message.chunkCount) {
            fresh.poll();
        }
        if (message.isOnce()) {
            finish(message);
        }
        return false;
    }

    void onAcked(OutMessage message, int chunk) {
        if (message.ack(chunk)) {
            finish(message);
        }
    }

    /** Queues the chunk again; false if it is no longer needed. */
    boolean onLost(OutMessage message, int chunk) {
        if (!message.needs(chunk)) {
            return false;
        }
        lost.add(new Chunk(message, chunk));
        return true;
    }

    private void finish(OutMessage message) {
        bytes -= message.cost();
        if (!priority.isFleeting()) {
            total.give(message.cost());
        }
        message.finish();
    }

    private void dropDone() {
        OutMessage oldest = unacked.peek();
        while (oldest != null && oldest.isDone()) {
            unacked.poll();
            oldest = unacked.peek();
        }
    }

    /**
     * Drops expired messages. Messages of a class have the same lifetime, so the oldest expire
     * first.
     */
    void expire(long nowNs) {
        expire(fresh, nowNs);
        expire(unacked, nowNs);
    }

    private void expire(ArrayDeque<OutMessage> queue, long nowNs) {
        OutMessage oldest = queue.peek();
        while (oldest != null && (oldest.isDone() || oldest.expiresNs <= nowNs)) {
            if (!oldest.isDone()) {
                finish(oldest);
                expired++;
            }
            queue.poll();
            oldest = queue.peek();
        }
    }

    /** When the oldest message expires, or Long.MAX_VALUE. */
    long expiresNs() {
        OutMessage waiting = fresh.peek();
        OutMessage sent = unacked.peek();
        return Math.min(
                waiting == null ? Long.MAX_VALUE : waiting.expiresNs,
                sent == null ? Long.MAX_VALUE : sent.expiresNs);
    }

    /** Releases everything when the peer is forgotten. */
    void clear() {
        expire(Long.MAX_VALUE);
        lost.clear();
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    int bytes() {
        return bytes;
    }

    long expired() {
        return expired;
    }
}
