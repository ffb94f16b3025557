package org.davebank.transport;

import java.util.ArrayDeque;
import org.davebank.transport.loss.AckTracker;
import org.davebank.transport.loss.SlidingWindow;
import org.davebank.transport.packet.Seal;

/** The keys, counters and acknowledgements of one handshake with one peer. */
final class Session implements Slot {

    /** Packets may be this late without being treated as replays. */
    static final int REPLAY_WINDOW_PACKETS = 2048;

    private final long id;

    /** The peer's number of the session. */
    final long remoteId;

    /** Identifies the peer's process: sessions with equal numbers share the delivered messages. */
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

    /** Whether a CONTROL packet must be acknowledged by a CONTROL packet. */
    boolean controlHeard;

    long largestAcked = -1;

    /** When the oldest packet is considered lost by age, or Long.MAX_VALUE. */
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
