package org.davebank.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.davebank.transport.packet.EntropySource;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.Priority;
import org.davebank.transport.packet.Seal;
import org.davebank.transport.packet.Sealing;
import org.jspecify.annotations.Nullable;

/**
 * One node's endpoint of the protocol: turns messages into sealed datagrams and back.
 *
 * <p>The owner of the socket calls {@link #receive} for every datagram, {@link #tick} when {@link
 * #nextDeadlineNs} has passed, and {@link #flush} at the end of each of its turns: messages of one
 * turn share datagrams, and acknowledgements ride along. {@code nowNs} is one monotonic clock in
 * nanoseconds for all calls. Nothing here throws on what comes from the network. Not thread-safe.
 *
 * <p>Invariants: (1) a message is delivered at most once per life of its sender's and receiver's
 * processes; (2) only messages sealed with keys from a handshake under the cluster key are
 * delivered; (3) before that, no address is sent more bytes than came from it, except the HELLOs
 * that {@link #send} triggers; (4) memory is bounded by the settings, whatever arrives.
 */
public final class Endpoint {

    /** Receives any UDP datagram. */
    private static final int DATAGRAM_BYTES_MAX = 65_535;

    /** A queue of this many datagrams is sent before the end of the turn. */
    private static final int EARLY_DATAGRAMS = 4;

    private final TransportSettings settings;
    private final int singleBytesMax;
    private final int chunkBytes;
    private final Counters counters = new Counters();
    private final ByteBudget queueBudget;
    private final ByteBudget reassemblyBudget;
    private final SlotTable slots;
    private final Handshakes handshakes;
    private final Strangers strangers = new Strangers();
    private final Transmission transmission;
    private final Reception reception;
    private final Map<Address, Peer> peers = new LinkedHashMap<>();
    private final ArrayList<Peer> dirty = new ArrayList<>();
    private final byte[] plain = new byte[DATAGRAM_BYTES_MAX];

    /** Creates an endpoint that seals with Noise and AES-GCM. */
    public Endpoint(
            TransportSettings settings,
            byte[] clusterKey32,
            RandomSource random,
            EntropySource entropy,
            long nowNs) {
        this(settings, clusterKey32, random, entropy, Sealing.NOISE, nowNs);
    }

    /**
     * @param clusterKey32 32 secret bytes that all nodes of the network share
     * @param random randomness for retry pauses
     * @param entropy source of keys, session numbers and cookies
     */
    public Endpoint(
            TransportSettings settings,
            byte[] clusterKey32,
            RandomSource random,
            EntropySource entropy,
            Sealing sealing,
            long nowNs) {
        this.settings = settings;
        this.singleBytesMax = Transmission.singleBytesMax(settings);
        this.chunkBytes = Transmission.chunkBytes(settings);
        this.queueBudget = new ByteBudget(settings.queueBytesMaxTotal());
        this.reassemblyBudget = new ByteBudget(settings.reassemblyBytesMaxTotal());
        this.slots = new SlotTable(3 * settings.peersMax() + settings.handshakesMax(), entropy);
        this.handshakes =
                new Handshakes(
                        settings,
                        sealing,
                        clusterKey32,
                        random,
                        entropy,
                        slots,
                        counters,
                        new ArrayDeque<>(),
                        nowNs);
        this.transmission = new Transmission(settings);
        this.reception = new Reception(settings, counters);
    }

    /**
     * Queues a message for the next {@link #flush} or {@link #tick}, or sends at once if the queue
     * is long. CONTROL and HEARTBEAT messages that fit into one datagram are sent once; all others
     * are retransmitted until they are acknowledged or expire. Never throws. The array must not be
     * changed afterwards; it may be sent to several peers.
     *
     * @return false if the message is too large, the peer's queue for that class is full, or there
     *     are too many peers
     */
    public boolean send(Address to, Priority priority, byte[] message, long nowNs, Effects out) {
        boolean taken = queue(to, priority, message, nowNs, out);
        counters.messagesTaken += taken ? 1 : 0;
        counters.messagesRefused += taken ? 0 : 1;
        return taken;
    }

    private boolean queue(Address to, Priority priority, byte[] message, long nowNs, Effects out) {
        if (message.length > settings.messageBytesMax()) {
            return false;
        }
        Peer peer = peers.get(to);
        if (peer == null) {
            peer = addPeer(to, settings.peersMax(), nowNs);
            if (peer == null) {
                return false;
            }
        }
        long expiresNs = nowNs + settings.times().ttlNs(priority);
        SendQueue queue = peer.queue(priority);
        peer.lastUsedNs = nowNs;
        if (!queue.offer(message, singleBytesMax, chunkBytes, expiresNs)) {
            return false;
        }
        markDirty(peer);
        if (peer.current != null
                && queue.bytes() >= EARLY_DATAGRAMS * settings.datagramBytesMax()) {
            transmission.pump(peer, nowNs, out);
        }
        return true;
    }

    /**
     * The unencrypted class of a datagram, so that fault injection can spare CONTROL. It is not
     * authenticated; FILE for bytes that are not a packet.
     */
    public static Priority classInClear(byte[] bytes, int offset, int length) {
        return PacketCodec.kind(bytes, offset, length) == 0
                ? Priority.FILE
                : PacketCodec.priority(bytes, offset);
    }

    /** Processes a datagram from the network. */
    public void receive(
            Address from, byte[] bytes, int offset, int length, long nowNs, Effects out) {
        Invariant.check(offset >= 0 && length <= bytes.length - offset, "inside the array");
        int kind = PacketCodec.kind(bytes, offset, length);
        if (kind == 0 || length > DATAGRAM_BYTES_MAX) {
            counters.malformed++;
            return;
        }
        if (kind == PacketCodec.HELLO) {
            handshakes.onHello(from, peers.get(from), bytes, offset, nowNs, out);
            return;
        }
        Slot slot = slots.find(PacketCodec.session(bytes, offset));
        switch (kind) {
            case PacketCodec.ANSWER -> {
                if (slot instanceof Outgoing outgoing) {
                    Session session = handshakes.onAnswer(outgoing, bytes, offset, nowNs, out);
                    if (session != null) {
                        onReceived(session.peer, length, nowNs);
                    }
                }
            }
            case PacketCodec.COOKIE -> {
                if (slot instanceof Outgoing outgoing) {
                    handshakes.onCookie(outgoing, bytes, offset, nowNs, out);
                }
            }
            default -> onSealed(from, slot, bytes, offset, length, nowNs, out);
        }
    }

    private void onSealed(
            Address from,
            @Nullable Slot slot,
            byte[] bytes,
            int offset,
            int length,
            long nowNs,
            Effects out) {
        switch (slot) {
            case Session session -> {
                long counter = PacketCodec.getLong(bytes, offset + PacketCodec.PREFIX_BYTES);
                if (!session.received.isFresh(counter) || counter < 0) {
                    counters.replayed++;
                    return;
                }
                int opened = open(session.receiver, counter, bytes, offset, length);
                if (opened >= 0) {
                    onOpened(session, counter, bytes, offset, length, opened, nowNs, out);
                }
            }
            case Answered answered -> {
                long counter = PacketCodec.getLong(bytes, offset + PacketCodec.PREFIX_BYTES);
                int opened = open(answered.receiver(), counter, bytes, offset, length);
                Peer peer = peers.get(answered.from());
                if (opened < 0 || counter < 0) {
                    return;
                }
                if (peer == null) {
                    peer = addPeer(answered.from(), settings.peersMax(), nowNs);
                }
                if (peer != null) {
                    Session session = handshakes.confirm(answered, peer, nowNs);
                    onOpened(session, counter, bytes, offset, length, opened, nowNs, out);
                }
            }
            case Outgoing unanswered -> onUnknownSession(from, length, nowNs, out);
            case null -> onUnknownSession(from, length, nowNs, out);
        }
    }

    private int open(Seal seal, long counter, byte[] bytes, int offset, int length) {
        int header = PacketCodec.SEALED_HEADER_BYTES;
        int opened = seal.open(counter, bytes, offset, header, length, plain);
        counters.forged += opened < 0 ? 1 : 0;
        return opened;
    }

    private void onOpened(
            Session session,
            long counter,
            byte[] bytes,
            int offset,
            int length,
            int opened,
            long nowNs,
            Effects out) {
        session.received.mark(counter);
        onReceived(session.peer, length, nowNs);
        Priority priority = PacketCodec.priority(bytes, offset);
        reception.onPacket(session, priority, counter, plain, opened, nowNs, out);
    }

    private void onReceived(Peer peer, int bytes, long nowNs) {
        peer.bytesIn += bytes;
        peer.datagramsIn++;
        peer.lastUsedNs = nowNs;
        // The peer is alive: probes soon for what it has not acknowledged.
        peer.probeCount = Math.min(peer.probeCount, Recovery.PROBES_WITHOUT_ANSWER - 1);
        markDirty(peer);
    }

    /** The sender uses a session that this process does not have, so it needs a new one. */
    private void onUnknownSession(Address from, int length, long nowNs, Effects out) {
        counters.unknownSession++;
        if (!strangers.onPacket(from, length)) {
            return;
        }
        Peer peer = peers.get(from);
        if (peer == null) {
            // Half of the places are reserved for peers that this node sends to.
            peer = addPeer(from, settings.peersMax() / 2, nowNs);
        }
        if (peer == null) {
            return;
        }
        Outgoing outgoing = peer.outgoing;
        if (outgoing == null) {
            outgoing = handshakes.begin(peer, false, nowNs);
        } else if (nowNs - outgoing.sentNs < settings.times().helloRetryNs()) {
            outgoing = null;
        }
        if (outgoing != null) {
            strangers.spend(from);
            handshakes.hello(outgoing, nowNs, out);
        }
        markDirty(peer);
    }

    /** Runs due timers, and does what {@link #flush} does. */
    public void tick(long nowNs, Effects out) {
        handshakes.expire(nowNs);
        Iterator<Peer> all = peers.values().iterator();
        while (all.hasNext()) {
            Peer peer = all.next();
            if (peer.deadlineNs > nowNs) {
                continue;
            }
            onTimers(peer, nowNs, out);
            if (peer.isIdle(nowNs)) {
                release(peer);
                all.remove();
            } else {
                markDirty(peer);
            }
        }
        flush(nowNs, out);
    }

    private void onTimers(Peer peer, long nowNs, Effects out) {
        peer.reassembly.expire(nowNs);
        for (SendQueue queue : peer.queues) {
            queue.expire(nowNs);
        }
        Session previous = peer.previous;
        if (previous != null && previous.closesNs <= nowNs) {
            peer.close(previous, slots);
            peer.previous = null;
            previous = null;
        }
        if (previous != null && previous.lossNs <= nowNs) {
            Recovery.detectLost(peer, previous, nowNs);
        }
        if (peer.current != null && peer.current.lossNs <= nowNs) {
            Recovery.detectLost(peer, peer.current, nowNs);
        }
        if (peer.inFlightPackets() > 0 && peer.probeNs() <= nowNs) {
            Recovery.onProbeTimeout(peer);
            if (peer.probeCount >= Recovery.PROBES_WITHOUT_ANSWER) {
                handshakes.begin(peer, true, nowNs);
            }
        }
        Outgoing outgoing = peer.outgoing;
        if (outgoing != null
                && nowNs - outgoing.startedNs >= Peer.HANDSHAKE_KEPT_NS
                && !peer.hasQueued()) {
            handshakes.drop(outgoing);
        }
    }

    /** Sends queued messages and due acknowledgements. Call it at the end of a turn. */
    public void flush(long nowNs, Effects out) {
        for (int i = 0; i < dirty.size(); i++) {
            Peer peer = dirty.get(i);
            peer.dirty = false;
            if (peers.get(peer.address) == peer) {
                greet(peer, nowNs, out);
                transmission.pump(peer, nowNs, out);
                peer.updateDeadline(nowNs);
            }
        }
        dirty.clear();
    }

    /** Begins or retries a handshake if necessary. */
    private void greet(Peer peer, long nowNs, Effects out) {
        boolean needed = peer.current == null ? peer.hasQueued() : peer.needsRekey(nowNs);
        if (needed) {
            handshakes.begin(peer, true, nowNs);
        }
        Outgoing outgoing = peer.outgoing;
        if (outgoing != null) {
            outgoing.eager |= needed;
            if (outgoing.eager && peer.wantsHandshake()) {
                handshakes.repeat(outgoing, nowNs, out);
            }
        }
    }

    /** When {@link #tick} is due, on the clock of {@code nowNs}; or Long.MAX_VALUE. */
    public long nextDeadlineNs() {
        long next = handshakes.expiresNs();
        for (Peer peer : peers.values()) {
            next = Math.min(next, peer.deadlineNs);
        }
        return next;
    }

    private void markDirty(Peer peer) {
        if (!peer.dirty) {
            peer.dirty = true;
            dirty.add(peer);
        }
    }

    private @Nullable Peer addPeer(Address address, int most, long nowNs) {
        if (peers.size() >= most) {
            Peer idle = longestIdle(nowNs);
            if (idle == null || most < settings.peersMax()) {
                return null;
            }
            release(idle);
            peers.remove(idle.address);
        }
        Peer peer = new Peer(address, settings, queueBudget, reassemblyBudget, nowNs);
        peers.put(address, peer);
        return peer;
    }

    /** Considers only peers without traffic in this turn. */
    private @Nullable Peer longestIdle(long nowNs) {
        Peer oldest = null;
        for (Peer peer : peers.values()) {
            boolean idle = !peer.hasQueued() && nowNs - peer.lastUsedNs > 0;
            if (idle && (oldest == null || peer.lastUsedNs - oldest.lastUsedNs < 0)) {
                oldest = peer;
            }
        }
        return oldest;
    }

    private void release(Peer peer) {
        counters.forget(peer);
        if (peer.outgoing != null) {
            handshakes.drop(peer.outgoing);
        }
        peer.close(peer.previous, slots);
        peer.close(peer.current, slots);
        for (SendQueue queue : peer.queues) {
            queue.clear();
        }
        peer.reassembly.clear();
    }

    public EndpointStats stats() {
        return counters.snapshot(peers.values());
    }

    /** What is known of each peer that this end speaks with. */
    public Map<Address, PeerStats> peers() {
        Map<Address, PeerStats> known = new LinkedHashMap<>();
        peers.forEach((address, peer) -> known.put(address, peer.stats()));
        return known;
    }

    /** Bytes of messages that are queued, unacknowledged or partly received. */
    public long bufferedBytes() {
        return queueBudget.used() + reassemblyBudget.used();
    }
}
