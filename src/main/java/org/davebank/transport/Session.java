package org.davebank.transport;

import java.util.ArrayDeque;
import org.davebank.transport.loss.AckTracker;
import org.davebank.transport.loss.SlidingWindow;
import org.davebank.transport.packet.Seal;

/** Keys, counters and acknowledgements that follow from one handshake with one peer. */
final class Session implements Slot {

    /** Packets that may arrive late without being taken for replays. */
    static final int REPLAY_WINDOW_PACKETS = 2048;

    private final long id;

    /** The number that the peer knows the session by. */
    final long remoteId;

    /** Which life of the peer's process this is: equal numbers share what was delivered. */
    final long life;

    final boolean initiator;
    final byte[] remoteEphemeral;
    final Peer peer;
    final Seal sender;
    final Seal receiver;
    final long createdNs;
    final SlidingWindow received = new SlidingWindow(REPLAY_WINDOW_PACKETS);
    final AckTracker acks;
    final SentPackets sent;
    long nextCounter;

    /** A CONTROL packet waits to be acknowledged, in a packet of that class. */
    boolean controlHeard;

    long largestAcked = -1;

    /** When the oldest packet counts as lost by its age, or Long.MAX_VALUE. */
    long lossNs = Long.MAX_VALUE;

    /** When a replaced session stops receiving. */
    long closesNs = Long.MAX_VALUE;

    Session(
            Answered handshake,
            boolean initiator,
            Peer peer,
            long ackDelayNs,
            ArrayDeque<SentPacket> pool) {
        this.id = handshake.id();
        this.remoteId = handshake.remoteId();
        this.life = handshake.life();
        this.initiator = initiator;
        this.remoteEphemeral = handshake.remoteEphemeral();
        this.peer = peer;
        this.sender = handshake.sender();
        this.receiver = handshake.receiver();
        this.createdNs = handshake.createdNs();
        this.acks = new AckTracker(ackDelayNs);
        this.sent = new SentPackets(pool);
    }

    @Override
    public long id() {
        return id;
    }
}
