package org.davebank.transport;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.transport.loss.AckTracker;

/** Acknowledgements, loss detection and probe timeouts (RFC 9002, section 6). Stateless. */
final class Recovery {

    /** A packet is lost if one sent this many later arrived (section 6.1.1). */
    private static final int REORDERING_PACKETS = 3;

    /** Number of packets retransmitted at a probe timeout. */
    private static final int PROBE_PACKETS = 2;

    /** Consecutive probe timeouts after which the window collapses and a handshake begins. */
    static final int PROBES_WITHOUT_ANSWER = 3;

    private Recovery() {}

    /** Processes an acknowledgement received in {@code session} for packets of that session. */
    static void onAck(Peer peer, Session session, WireReader in, long nowNs) throws WireException {
        long largest = in.varint();
        long heldBackNs = in.count(Integer.MAX_VALUE) * 1000L;
        int more = in.count(AckTracker.RANGES_MAX - 1);
        if (largest < 0 || largest >= session.nextCounter) {
            throw new WireException("an acknowledgement of what was never sent");
        }
        int newest = session.sent.lowerBound(largest);
        boolean sample =
                newest < session.sent.size()
                        && session.sent.at(newest).counter == largest
                        && session.sent.at(newest).state == SentPacket.State.IN_FLIGHT;
        if (sample) {
            peer.rtt.sample(nowNs - session.sent.at(newest).sentNs, heldBackNs);
        }
        peer.window.beginAck();
        long high = largest;
        boolean progress = false;
        for (int i = 0; i <= more; i++) {
            if (i > 0) {
                high -= in.varint() + 2;
            }
            long length = in.varint();
            long low = high - length;
            if (length < 0 || low < 0 || high < 0 || high > largest) {
                throw new WireException("an acknowledged range below zero");
            }
            progress |= onRange(peer, session, low, high, nowNs);
            high = low;
        }
        session.largestAcked = Math.max(session.largestAcked, largest);
        if (progress) {
            peer.onProgress();
        }
        detectLost(peer, session, nowNs);
        session.sent.prune();
    }

    private static boolean onRange(Peer peer, Session session, long low, long high, long nowNs) {
        SentPackets sent = session.sent;
        boolean progress = false;
        for (int i = sent.lowerBound(low); i < sent.size() && sent.at(i).counter <= high; i++) {
            SentPacket packet = sent.at(i);
            if (packet.state == SentPacket.State.ACKED) {
                continue;
            }
            if (packet.state == SentPacket.State.IN_FLIGHT) {
                peer.window.onAcked(packet.bytes, packet.sentNs, peer.rtt.queueingNs(), nowNs);
                peer.window.onGone(packet.priority, packet.bytes);
                progress = true;
            }
            sent.mark(packet, SentPacket.State.ACKED);
            for (int k = 0; k < packet.count; k++) {
                OutMessage message = packet.message(k);
                peer.queue(message.priority).onAcked(message, packet.chunk(k));
            }
            if (packet.ackedUpTo >= 0) {
                session.acks.forgetUpTo(packet.ackedUpTo);
            }
        }
        return progress;
    }

    /** Declares packets lost that later packets have overtaken by number or by time. */
    static void detectLost(Peer peer, Session session, long nowNs) {
        session.lossNs = Long.MAX_VALUE;
        if (session.sent.inFlight() == 0) {
            return;
        }
        long delayNs = peer.rtt.lossDelayNs();
        SentPackets sent = session.sent;
        for (int i = 0; i < sent.size(); i++) {
            SentPacket packet = sent.at(i);
            if (packet.counter > session.largestAcked) {
                break;
            }
            if (packet.state != SentPacket.State.IN_FLIGHT) {
                continue;
            }
            boolean overtaken = session.largestAcked - packet.counter >= REORDERING_PACKETS;
            if (overtaken || packet.sentNs + delayNs <= nowNs) {
                lost(peer, session, packet);
                peer.window.onLost(packet.sentNs, nowNs);
            } else {
                session.lossNs = Math.min(session.lossNs, packet.sentNs + delayNs);
            }
        }
    }

    /** Retransmits the oldest packets after a timeout, regardless of the window. */
    static void onProbeTimeout(Peer peer) {
        int left = PROBE_PACKETS;
        Session previous = peer.previous;
        if (previous != null) {
            left = repeatOldest(peer, previous, left);
        }
        Session current = peer.current;
        if (current != null) {
            repeatOldest(peer, current, left);
        }
        peer.probeCount++;
        peer.probes = PROBE_PACKETS;
        peer.pingWanted = true;
        if (peer.probeCount >= PROBES_WITHOUT_ANSWER) {
            peer.window.collapse();
        }
    }

    private static int repeatOldest(Peer peer, Session session, int most) {
        int left = most;
        SentPackets sent = session.sent;
        for (int i = 0; i < sent.size() && left > 0; i++) {
            if (sent.at(i).state == SentPacket.State.IN_FLIGHT) {
                lost(peer, session, sent.at(i));
                left--;
            }
        }
        return left;
    }

    private static void lost(Peer peer, Session session, SentPacket packet) {
        peer.lostPackets++;
        peer.giveUp(session, packet);
    }
}
