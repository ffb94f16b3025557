package org.davebank.transport;

import org.davebank.base.Address;
import org.davebank.transport.loss.CongestionWindow;
import org.davebank.transport.loss.Pacer;
import org.davebank.transport.loss.RttEstimator;
import org.davebank.transport.loss.SlidingWindow;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** An endpoint's state for one address. */
final class Peer {

    private static final long NEVER_NS = Long.MAX_VALUE;

    /** An unanswered handshake without waiting messages is dropped after this time. */
    static final long HANDSHAKE_KEPT_NS = 5_000_000_000L;

    /** First and longest pause between two handshakes with one peer. */
    private static final long HANDSHAKE_PAUSE_NS_MIN = 100_000_000L;

    private static final long HANDSHAKE_PAUSE_NS_MAX = 3_000_000_000L;

    final Address address;
    final TransportSettings.Times times;
    final SendQueue[] queues = new SendQueue[Priority.COUNT];
    final SlidingWindow[] delivered = new SlidingWindow[Priority.COUNT];
    final Reassembly reassembly;
    final RttEstimator rtt;
    final CongestionWindow window;
    final Pacer pacer;

    @Nullable Session current;
    @Nullable Session previous;
    @Nullable Outgoing outgoing;

    /** The life of the peer's process that {@link #delivered} belongs to. */
    private long life;

    /** Probe timeouts in a row. */
    int probeCount;

    /** Number of probe packets that may exceed the window. */
    int probes;

    boolean pingWanted;
    long lastElicitingNs;
    long lastUsedNs;

    /** When LOG or FILE may continue after pacing. */
    long pacedUntilNs = NEVER_NS;

    long nextHandshakeNs;
    private long handshakePauseNs = HANDSHAKE_PAUSE_NS_MIN;
    boolean dirty;
    long deadlineNs = NEVER_NS;

    long bytesIn;
    long bytesOut;
    long datagramsIn;
    long datagramsOut;
    long retransmits;
    long lostPackets;
    long sessions;

    Peer(
            Address address,
            TransportSettings settings,
            ByteBudget queueBudget,
            ByteBudget reassemblyBudget,
            long nowNs) {
        this.address = address;
        this.times = settings.times();
        for (Priority priority : Priority.values()) {
            queues[priority.ordinal()] =
                    new SendQueue(priority, settings.sendQueueBytesMax(), queueBudget);
        }
        this.reassembly = new Reassembly(settings.reassemblyBytesMax(), reassemblyBudget);
        this.rtt = new RttEstimator(times.initialRttNs(), times.ackDelayNs());
        this.window =
                new CongestionWindow(
                        settings.datagramBytesMax(),
                        settings.windowBytesMin(),
                        settings.windowBytesMax(),
                        nowNs);
        this.pacer = new Pacer(settings.datagramBytesMax(), nowNs);
        this.lastUsedNs = nowNs;
        this.lastElicitingNs = nowNs;
        this.nextHandshakeNs = nowNs;
        forgetDelivered();
    }

    private void forgetDelivered() {
        for (int i = 0; i < delivered.length; i++) {
            delivered[i] = new SlidingWindow(SendQueue.WINDOW_MESSAGES);
        }
    }

    SendQueue queue(Priority priority) {
        return queues[priority.ordinal()];
    }

    boolean hasQueued() {
        for (SendQueue queue : queues) {
            if (!queue.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    int inFlightPackets() {
        int count = 0;
        count += current == null ? 0 : current.sent.inFlight();
        count += previous == null ? 0 : previous.sent.inFlight();
        return count;
    }

    /** Installs a complete session for sending, or an older one for receiving for a while. */
    void install(Session session, SlotTable slots, long nowNs) {
        Session before = current;
        sessions++;
        if (before != null && before.createdNs - session.createdNs > 0) {
            // Two handshakes crossed, and the one confirmed later was begun earlier.
            if (session.life != life) {
                slots.remove(session);
                return;
            }
            close(previous, slots);
            previous = session;
            session.closesNs = nowNs + times.overlapNs();
            return;
        }
        close(previous, slots);
        previous = null;
        if (before == null || session.life != life) {
            // A new process: messages to the old one are lost, and its numbers restart.
            close(before, slots);
            forgetDelivered();
            reassembly.clear();
        } else {
            before.closesNs = nowNs + times.overlapNs();
            previous = before;
        }
        life = session.life;
        current = session;
        probeCount = 0;
        if (outgoing != null) {
            slots.remove(outgoing);
            outgoing = null;
        }
    }

    /** Ends a session: data in flight must be sent again in another one. */
    void close(@Nullable Session session, SlotTable slots) {
        if (session == null) {
            return;
        }
        for (int i = 0; i < session.sent.size(); i++) {
            SentPacket packet = session.sent.at(i);
            if (packet.state == SentPacket.State.IN_FLIGHT) {
                giveUp(session, packet);
            }
        }
        session.sent.clear();
        slots.remove(session);
    }

    /** Considers a packet lost and queues its chunks again. */
    void giveUp(Session session, SentPacket packet) {
        session.sent.mark(packet, SentPacket.State.LOST);
        window.onGone(packet.priority, packet.bytes);
        for (int i = 0; i < packet.count; i++) {
            OutMessage message = packet.message(i);
            queue(message.priority).onLost(message, packet.chunk(i));
        }
    }

    /** True once per pause; the pause grows while handshakes fail. */
    boolean mayBeginHandshake(long nowNs) {
        if (outgoing != null || nowNs < nextHandshakeNs) {
            return false;
        }
        nextHandshakeNs = nowNs + handshakePauseNs;
        handshakePauseNs = Math.min(2 * handshakePauseNs, HANDSHAKE_PAUSE_NS_MAX);
        return true;
    }

    /** An acknowledgement has proved that the session works. */
    void onProgress() {
        probeCount = 0;
        probes = 0;
        handshakePauseNs = HANDSHAKE_PAUSE_NS_MIN;
    }

    boolean needsRekey(long nowNs) {
        Session session = current;
        return session != null
                && (session.nextCounter >= times.rekeyPackets() || nowNs >= rekeyNs(session));
    }

    /** The responder waits longer, so that both sides rarely begin at the same time. */
    private long rekeyNs(Session session) {
        long ageNs = times.rekeyNs();
        return session.createdNs + (session.initiator ? ageNs : ageNs + ageNs / 4);
    }

    long probeNs() {
        long pauseNs = rtt.probeTimeoutNs() << Math.min(probeCount, 10);
        return lastElicitingNs + Math.min(pauseNs, times.probeTimeoutNsMax());
    }

    boolean isIdle(long nowNs) {
        boolean unknown = current == null && outgoing == null;
        return !hasQueued() && (unknown || nowNs - lastUsedNs >= times.idleNs());
    }

    /** Whether HELLO should be retried. */
    boolean wantsHandshake() {
        return hasQueued() || current != null;
    }

    /** Computes the peer's next deadline, always later than now. */
    void updateDeadline(long nowNs) {
        long next = Math.min(reassembly.expiresNs(), pacedUntilNs);
        for (SendQueue queue : queues) {
            next = Math.min(next, queue.expiresNs());
        }
        if (current != null) {
            next = Math.min(next, Math.min(current.acks.dueNs(), current.lossNs));
            if (outgoing == null) {
                next = Math.min(next, Math.max(rekeyNs(current), nextHandshakeNs));
            }
        }
        if (previous != null) {
            next = Math.min(next, Math.min(previous.acks.dueNs(), previous.lossNs));
            next = Math.min(next, previous.closesNs);
        }
        if (inFlightPackets() > 0) {
            next = Math.min(next, probeNs());
        }
        if (outgoing != null) {
            boolean repeated = outgoing.eager && wantsHandshake();
            next = Math.min(next, repeated ? outgoing.nextSendNs() : NEVER_NS);
            next = Math.min(next, outgoing.startedNs + HANDSHAKE_KEPT_NS);
        } else if (current == null) {
            next = Math.min(next, hasQueued() ? nextHandshakeNs : nowNs);
        }
        next = Math.min(next, lastUsedNs + times.idleNs());
        deadlineNs = Math.max(next, nowNs + RttEstimator.GRANULARITY_NS / 4);
    }

    PeerStats stats() {
        long queued = 0;
        long expired = 0;
        for (SendQueue queue : queues) {
            queued += queue.bytes();
            expired += queue.expired();
        }
        return new PeerStats(
                current != null,
                rtt.smoothedNs(),
                bytesIn,
                bytesOut,
                datagramsIn,
                datagramsOut,
                retransmits,
                lostPackets,
                window.inFlight(),
                window.window(),
                queued,
                sessions,
                outgoing == null ? 0 : outgoing.attempts,
                expired);
    }
}
