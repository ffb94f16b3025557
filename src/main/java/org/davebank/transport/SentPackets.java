package org.davebank.transport;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.davebank.base.Invariant;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one session that await acknowledgement, in the order of their counters. Lost ones
 * stay for a while, because a late acknowledgement may save a retransmission.
 */
final class SentPackets {

    /** A lost packet is dropped when the newest counter is this far ahead. */
    private static final int LOST_KEPT = 256;

    private static final int POOL_MAX = 256;

    private final ArrayDeque<SentPacket> pool;
    private @Nullable SentPacket[] ring = new SentPacket[64];
    private int head;
    private int size;
    private int inFlight;

    /** The pool is shared by the sessions of an endpoint. */
    SentPackets(ArrayDeque<SentPacket> pool) {
        this.pool = pool;
    }

    /** An empty packet record to fill and {@link #add}, or to return with {@link #recycle}. */
    SentPacket take() {
        SentPacket packet = pool.poll();
        return packet != null ? packet : new SentPacket();
    }

    void recycle(SentPacket packet) {
        packet.clear();
        if (pool.size() < POOL_MAX) {
            pool.push(packet);
        }
    }

    void add(SentPacket packet) {
        Invariant.check(size == 0 || at(size - 1).counter < packet.counter, "counters only grow");
        if (size == ring.length) {
            SentPacket[] larger = new SentPacket[size * 2];
            for (int i = 0; i < size; i++) {
                larger[i] = at(i);
            }
            ring = larger;
            head = 0;
        }
        ring[(head + size) & (ring.length - 1)] = packet;
        size++;
        inFlight++;
    }

    int size() {
        return size;
    }

    int inFlight() {
        return inFlight;
    }

    SentPacket at(int i) {
        SentPacket packet = ring[(head + i) & (ring.length - 1)];
        if (packet == null) {
            throw new IllegalStateException("a packet at each place below size");
        }
        return packet;
    }

    /** Index of the first packet whose counter is at least {@code counter}. */
    int lowerBound(long counter) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (at(middle).counter < counter) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Changes a packet's state; it stays until {@link #prune}. */
    void mark(SentPacket packet, SentPacket.State state) {
        if (packet.state == SentPacket.State.IN_FLIGHT) {
            inFlight--;
        }
        packet.state = state;
    }

    /** Drops settled packets from the old end. */
    void prune() {
        while (size > 0) {
            SentPacket oldest = at(0);
            boolean settled =
                    switch (oldest.state) {
                        case IN_FLIGHT -> false;
                        case ACKED -> true;
                        case LOST -> at(size - 1).counter - oldest.counter > LOST_KEPT;
                    };
            if (!settled) {
                return;
            }
            ring[head] = null;
            head = (head + 1) & (ring.length - 1);
            size--;
            recycle(oldest);
        }
    }

    /** Drops all packets at the end of a session. */
    void clear() {
        for (int i = 0; i < size; i++) {
            recycle(at(i));
        }
        Arrays.fill(ring, null);
        head = 0;
        size = 0;
        inFlight = 0;
    }
}
