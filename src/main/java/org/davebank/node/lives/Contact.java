package org.davebank.node.lives;

import java.util.ArrayDeque;
import java.util.Deque;
import org.davebank.base.Address;
import org.davebank.node.wire.Introduction;
import org.davebank.node.wire.Life;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** What the gate knows of one address: its peer and the messages that wait to be sent. */
final class Contact {

    static final int HELD_MAX = 64;
    static final int HELD_BYTES_MAX = 1 << 20;

    /**
     * Older messages are dropped, as on a lossy link, because a late request could have unexpected
     * effects.
     */
    static final long HELD_NS_MAX = 200_000_000L;

    static final long PAUSE_NS_MIN = 50_000_000L;
    static final long PAUSE_NS_MAX = 2_000_000_000L;

    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    private record Held(Priority priority, byte[] message, long atNs) {}

    /** Sends the held messages. */
    interface Way {
        void send(Address to, Priority priority, byte[] message);
    }

    final Address address;

    /** The peer whose life is accepted at this address, or null. */
    @Nullable Introduction peer;

    /** The life that has accepted this node's life. */
    @Nullable Life welcomedBy;

    /** The ancestor life that the peer asks about. */
    @Nullable Life asked;

    /** Until when this node wants to reach the address. */
    long wantedUntilNs;

    long helloDueNs;
    long challengedNs;
    private long pauseNs = PAUSE_NS_MIN;
    private final Deque<Held> held = new ArrayDeque<>();
    private long heldBytes;

    Contact(Address address, long nowNs) {
        this.address = address;
        this.wantedUntilNs = nowNs;
        this.helloDueNs = nowNs;
        this.challengedNs = nowNs - PAUSE_NS_MAX;
    }

    /** Whether both nodes have accepted each other's life. */
    boolean isOpen() {
        Introduction there = peer;
        return there != null && there.life().equals(welcomedBy);
    }

    boolean wantsHello(long nowNs) {
        return !isOpen() && nowNs < wantedUntilNs;
    }

    /** A hello was sent; doubles the pause before the next one. */
    void saidHello(long nowNs) {
        helloDueNs = nowNs + pauseNs;
        pauseNs = Math.min(PAUSE_NS_MAX, pauseNs * 2);
    }

    void hold(Priority priority, byte[] message, long nowNs) {
        held.addLast(new Held(priority, message, nowNs));
        heldBytes += message.length;
        while (held.size() > HELD_MAX || heldBytes > HELD_BYTES_MAX) {
            heldBytes -= held.removeFirst().message.length;
        }
    }

    void release(Way way, long nowNs) {
        pauseNs = PAUSE_NS_MIN;
        for (Held each : held) {
            if (nowNs - each.atNs <= HELD_NS_MAX) {
                way.send(address, each.priority, each.message);
            }
        }
        held.clear();
        heldBytes = 0;
    }

    /** The address has another peer now, or none. */
    void forget() {
        peer = null;
        welcomedBy = null;
        asked = null;
    }
}
