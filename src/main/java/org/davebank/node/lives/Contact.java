package org.davebank.node.lives;

import java.util.ArrayDeque;
import java.util.Deque;
import org.davebank.base.Address;
import org.davebank.node.wire.Introduction;
import org.davebank.node.wire.Life;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** One address as the gate knows it: who speaks there, and what waits to be said. */
final class Contact {

    static final int HELD_MAX = 64;
    static final int HELD_BYTES_MAX = 1 << 20;

    /** What waited longer is lost, as on a bad link: a late request could surprise. */
    static final long HELD_NS_MAX = 200_000_000L;

    static final long PAUSE_NS_MIN = 50_000_000L;
    static final long PAUSE_NS_MAX = 2_000_000_000L;

    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    private record Held(Priority priority, byte[] message, long atNs) {}

    /** Passes on what was held. */
    interface Way {
        void send(Address to, Priority priority, byte[] message);
    }

    final Address address;

    /** Whose life was accepted here, or null. */
    @Nullable Introduction peer;

    /** The life that has welcomed this node's. */
    @Nullable Life welcomedBy;

    /** An ancestor that the other wants to be named. */
    @Nullable Life asked;

    /** Until when somebody here wants to speak there. */
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

    /** Whether each has accepted the other's life. */
    boolean isOpen() {
        Introduction there = peer;
        return there != null && there.life().equals(welcomedBy);
    }

    boolean wantsHello(long nowNs) {
        return !isOpen() && nowNs < wantedUntilNs;
    }

    /** A hello was said; the next one waits longer. */
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

    /** Somebody else lives here now, or nobody. */
    void forget() {
        peer = null;
        welcomedBy = null;
        asked = null;
    }
}
