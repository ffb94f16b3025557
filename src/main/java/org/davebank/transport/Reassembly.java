package org.davebank.transport;

import java.util.ArrayList;
import org.davebank.base.WireException;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Partial messages from one peer. The first fragment reserves space for the whole message, so that
 * every started message can be completed; without space the fragment is refused and not
 * acknowledged, and the peer retransmits it.
 */
final class Reassembly {

    /** Maximum number of partial messages per class. */
    private static final int PARTIALS_MAX = 64;

    /** The result of adding a fragment. */
    enum Outcome {
        KEPT,
        REFUSED,
        COMPLETE
    }

    private static final class Partial {
        final Priority priority;
        final long id;
        final byte[] bytes;
        final int chunkBytes;
        final int chunkCount;
        final long[] have;
        final long expiresNs;
        int haveCount;

        Partial(Priority priority, long id, int total, int chunkBytes, long expiresNs) {
            this.priority = priority;
            this.id = id;
            this.bytes = new byte[total];
            this.chunkBytes = chunkBytes;
            this.chunkCount = (total + chunkBytes - 1) / chunkBytes;
            this.have = new long[(chunkCount + 63) / 64];
            this.expiresNs = expiresNs;
        }
    }

    private final int bytesMaxPerClass;
    private final ByteBudget total;
    private final ArrayList<Partial> partials = new ArrayList<>();
    private final int[] bytesByClass = new int[Priority.COUNT];
    private byte @Nullable [] complete;

    Reassembly(int bytesMaxPerClass, ByteBudget total) {
        this.bytesMaxPerClass = bytesMaxPerClass;
        this.total = total;
    }

    /**
     * Adds one fragment whose bytes are in {@code source}.
     *
     * @throws WireException if it is inconsistent with itself or an earlier fragment of the message
     */
    Outcome add(
            Priority priority,
            long id,
            int messageBytes,
            int chunkBytes,
            int chunk,
            byte[] source,
            int offset,
            int length,
            long expiresNs)
            throws WireException {
        int chunkCount = (messageBytes + chunkBytes - 1) / chunkBytes;
        if (chunk >= chunkCount
                || length != Math.min(chunkBytes, messageBytes - chunk * chunkBytes)) {
            throw new WireException("a fragment that does not fit its message");
        }
        Partial partial = find(priority, id);
        if (partial == null) {
            partial = begin(priority, id, messageBytes, chunkBytes, expiresNs);
            if (partial == null) {
                return Outcome.REFUSED;
            }
        } else if (partial.bytes.length != messageBytes || partial.chunkBytes != chunkBytes) {
            throw new WireException("fragments of one message disagree");
        }
        long bit = 1L << chunk;
        if ((partial.have[chunk >>> 6] & bit) != 0) {
            return Outcome.KEPT;
        }
        partial.have[chunk >>> 6] |= bit;
        partial.haveCount++;
        System.arraycopy(source, offset, partial.bytes, chunk * chunkBytes, length);
        if (partial.haveCount < partial.chunkCount) {
            return Outcome.KEPT;
        }
        partials.remove(partial);
        release(partial);
        complete = partial.bytes;
        return Outcome.COMPLETE;
    }

    /** Returns the message after {@link Outcome#COMPLETE}. */
    byte[] takeComplete() {
        byte[] message = complete;
        if (message == null) {
            throw new IllegalStateException("a message is complete");
        }
        complete = null;
        return message;
    }

    private @Nullable Partial find(Priority priority, long id) {
        for (int i = partials.size() - 1; i >= 0; i--) {
            Partial partial = partials.get(i);
            if (partial.id == id && partial.priority == priority) {
                return partial;
            }
        }
        return null;
    }

    private @Nullable Partial begin(
            Priority priority, long id, int messageBytes, int chunkBytes, long expiresNs) {
        int used = bytesByClass[priority.ordinal()];
        if (messageBytes > bytesMaxPerClass - used
                || count(priority) >= PARTIALS_MAX
                || !total.take(messageBytes)) {
            return null;
        }
        bytesByClass[priority.ordinal()] += messageBytes;
        Partial partial = new Partial(priority, id, messageBytes, chunkBytes, expiresNs);
        partials.add(partial);
        return partial;
    }

    private int count(Priority priority) {
        int count = 0;
        for (Partial partial : partials) {
            count += partial.priority == priority ? 1 : 0;
        }
        return count;
    }

    private void release(Partial partial) {
        bytesByClass[partial.priority.ordinal()] -= partial.bytes.length;
        total.give(partial.bytes.length);
    }

    /** Drops partial messages that have expired at their sender. */
    void expire(long nowNs) {
        for (int i = partials.size() - 1; i >= 0; i--) {
            if (partials.get(i).expiresNs <= nowNs) {
                release(partials.remove(i));
            }
        }
    }

    /** When the first partial message expires, or Long.MAX_VALUE. */
    long expiresNs() {
        long first = Long.MAX_VALUE;
        for (Partial partial : partials) {
            first = Math.min(first, partial.expiresNs);
        }
        return first;
    }

    void clear() {
        expire(Long.MAX_VALUE);
    }
}
