package org.davebank.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.base.WireWriter;
import org.davebank.transport.packet.EntropySource;
import org.davebank.transport.packet.Handshake;
import org.davebank.transport.packet.NoiseHandshake;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.Priority;
import org.davebank.transport.packet.Sealing;
import org.jspecify.annotations.Nullable;

/**
 * Both sides of the handshake. The initiator retries HELLO with a growing pause; the responder
 * answers with a packet that is not larger, keeps a bounded number of answers, and requires a
 * cookie first when many handshakes arrive. Wrong keys get no answer.
 */
final class Handshakes {

    private static final byte[] PROLOGUE =
            "davebank transport 1".getBytes(StandardCharsets.US_ASCII);

    private static final long SECOND_NS = 1_000_000_000L;

    /** Answers whose session is not used within this time are dropped. */
    private static final long ANSWER_KEPT_NS = 5 * SECOND_NS;

    /** A cookie is valid for one to two of these periods. */
    private static final long COOKIE_KEY_NS = 120 * SECOND_NS;

    private static final long REPORT_PAUSE_NS = 60 * SECOND_NS;

    private final TransportSettings settings;
    private final Sealing sealing;
    private final byte[] clusterKey;
    private final long life;
    private final RandomSource random;
    private final EntropySource entropy;
    private final SlotTable slots;
    private final Counters counters;
    private final ArrayDeque<SentPacket> pool;
    private final ArrayDeque<Answered> answers = new ArrayDeque<>();
    private final byte[] scratch = new byte[PacketCodec.COOKIE_PACKET_BYTES];
    private byte[] cookieKey = new byte[32];
    private byte[] oldCookieKey = new byte[32];
    private long cookieKeyNs;
    private double tokens;
    private long tokensNs;
    private long nextReportNs;

    Handshakes(
            TransportSettings settings,
            Sealing sealing,
            byte[] clusterKey,
            RandomSource random,
            EntropySource entropy,
            SlotTable slots,
            Counters counters,
            ArrayDeque<SentPacket> pool,
            long nowNs) {
        this.settings = settings;
        this.sealing = sealing;
        this.clusterKey = clusterKey.clone();
        this.random = random;
        this.entropy = entropy;
        this.slots = slots;
        this.counters = counters;
        this.pool = pool;
        byte[] bytes = new byte[8];
        entropy.nextBytes(bytes);
        this.life = PacketCodec.getLong(bytes, 0);
        entropy.nextBytes(cookieKey);
        entropy.nextBytes(oldCookieKey);
        this.cookieKeyNs = nowNs;
        this.tokens = settings.handshakesPerSecondMax();
        this.tokensNs = nowNs;
        this.nextReportNs = nowNs;
    }

    private static byte[] prologue(long initiatorId) {
        byte[] prologue = Arrays.copyOf(PROLOGUE, PROLOGUE.length + 8);
        PacketCodec.putLong(prologue, PROLOGUE.length, initiatorId);
        return prologue;
    }

    /**
     * Begins a handshake, unless one is pending, one was begun recently, or the peer's was just
     * answered. {@link #hello} or {@link #repeat} sends the HELLO.
     */
    @Nullable Outgoing begin(Peer peer, boolean eager, long nowNs) {
        Answered theirs = lastAnswer(peer.address);
        long helloRetryNs = settings.times().helloRetryNs();
        if (theirs != null && nowNs - theirs.createdNs() < helloRetryNs) {
            peer.nextHandshakeNs =
                    Math.max(peer.nextHandshakeNs, theirs.createdNs() + helloRetryNs);
            return null;
        }
        if (!peer.mayBeginHandshake(nowNs)) {
            return null;
        }
        long id = slots.reserve();
        if (id < 0) {
            return null;
        }
        Handshake handshake = Handshake.initiator(sealing, clusterKey, prologue(id), entropy);
        byte[] payload = new byte[PacketCodec.LIFE_BYTES];
        PacketCodec.putLong(payload, 0, life);
        byte[] message = handshake.write(payload);
        if (message == null) {
            return null;
        }
        byte[] hello = new byte[PacketCodec.HELLO_BYTES];
        PacketCodec.putPrefix(hello, PacketCodec.HELLO, Priority.CONTROL, id);
        System.arraycopy(message, 0, hello, PacketCodec.HELLO_BODY, message.length);
        Outgoing outgoing = new Outgoing(id, peer, handshake, hello, helloRetryNs, nowNs);
        outgoing.eager = eager;
        slots.put(outgoing);
        peer.outgoing = outgoing;
        return outgoing;
    }

    private @Nullable Answered lastAnswer(Address from) {
        Iterator<Answered> newestFirst = answers.descendingIterator();
        while (newestFirst.hasNext()) {
            Answered answered = newestFirst.next();
            if (answered.from().equals(from)) {
                return answered;
            }
        }
        return null;
    }

    /** Sends HELLO if it is due. */
    void repeat(Outgoing outgoing, long nowNs, Effects out) {
        if (nowNs < outgoing.nextSendNs()) {
            return;
        }
        hello(outgoing, nowNs, out);
        if (outgoing.attempts > 1) {
            long doubled = Math.min(2 * outgoing.pauseNs, settings.times().helloRetryNsMax());
            // Random jitter keeps nodes that started together from retrying in lockstep.
            outgoing.pauseNs = doubled - random.between(0, doubled / 8);
        }
    }

    /** Sends HELLO now. */
    void hello(Outgoing outgoing, long nowNs, Effects out) {
        Peer peer = outgoing.peer;
        outgoing.attempts++;
        outgoing.sentNs = nowNs;
        peer.bytesOut += outgoing.hello.length;
        peer.datagramsOut++;
        out.sendDatagram(peer.address, Priority.CONTROL, outgoing.hello, 0, outgoing.hello.length);
    }

    void drop(Outgoing outgoing) {
        slots.remove(outgoing);
        outgoing.peer.outgoing = null;
    }

    /**
     * Answers a first message.
     *
     * @param peer the state of its source address, or null
     */
    void onHello(
            Address from, @Nullable Peer peer, byte[] bytes, int offset, long nowNs, Effects out) {
        int body = offset + PacketCodec.HELLO_BODY;
        byte[] ephemeral = Arrays.copyOfRange(bytes, body, body + PacketCodec.EPHEMERAL_BYTES);
        for (Answered answered : answers) {
            if (Arrays.equals(answered.remoteEphemeral(), ephemeral)) {
                sendAnswer(answered, from, out);
                return;
            }
        }
        if (peer != null && (isOf(peer.current, ephemeral) || isOf(peer.previous, ephemeral))) {
            return;
        }
        long remoteId = PacketCodec.session(bytes, offset);
        if (!takeToken(nowNs) && !hasCookie(from, remoteId, bytes, offset, nowNs)) {
            sendCookie(from, remoteId, out);
            return;
        }
        Handshake handshake = Handshake.responder(sealing, clusterKey, prologue(remoteId), entropy);
        byte[] payload =
                handshake.read(bytes, body, PacketCodec.HELLO_BYTES - PacketCodec.HELLO_BODY);
        if (payload == null) {
            onWrongKey(from, nowNs, out);
            return;
        }
        Outgoing ours = peer == null ? null : peer.outgoing;
        if (ours != null && Arrays.compareUnsigned(ours.handshake.ephemeral(), ephemeral) < 0) {
            // Both sides began: the smaller key wins, and the other side is reminded of it.
            hello(ours, nowNs, out);
            return;
        }
        answer(from, remoteId, ephemeral, handshake, PacketCodec.getLong(payload, 0), nowNs, out);
    }

    private static boolean isOf(@Nullable Session session, byte[] ephemeral) {
        return session != null && Arrays.equals(session.remoteEphemeral, ephemeral);
    }

    private void answer(
            Address from,
            long remoteId,
            byte[] ephemeral,
            Handshake handshake,
            long remoteLife,
            long nowNs,
            Effects out) {
        if (answers.size() >= settings.handshakesMax()) {
            slots.remove(answers.remove());
        }
        long id = slots.reserve();
        if (id < 0) {
            return;
        }
        byte[] payload = new byte[8 + PacketCodec.LIFE_BYTES];
        PacketCodec.putLong(payload, 0, id);
        PacketCodec.putLong(payload, 8, life);
        byte[] message = handshake.write(payload);
        if (message == null) {
            return;
        }
        counters.handshakesAnswered++;
        byte[] packet = new byte[PacketCodec.ANSWER_BYTES];
        PacketCodec.putPrefix(packet, PacketCodec.ANSWER, Priority.CONTROL, remoteId);
        System.arraycopy(message, 0, packet, PacketCodec.PREFIX_BYTES, message.length);
        Answered answered =
                new Answered(
                        id,
                        remoteId,
                        remoteLife,
                        from,
                        ephemeral,
                        packet,
                        handshake.sender(),
                        handshake.receiver(),
                        nowNs);
        slots.put(answered);
        answers.add(answered);
        sendAnswer(answered, from, out);
    }

    private void sendAnswer(Answered answered, Address to, Effects out) {
        out.sendDatagram(to, Priority.CONTROL, answered.answer(), 0, answered.answer().length);
    }

    /** Completes a handshake of this side; null if the answer is not authentic. */
    @Nullable Session onAnswer(
            Outgoing outgoing, byte[] bytes, int offset, long nowNs, Effects out) {
        int body = offset + PacketCodec.PREFIX_BYTES;
        Handshake handshake = outgoing.handshake.copy();
        byte[] payload =
                handshake.read(bytes, body, PacketCodec.ANSWER_BYTES - PacketCodec.PREFIX_BYTES);
        if (payload == null) {
            onWrongKey(outgoing.peer.address, nowNs, out);
            return null;
        }
        Peer peer = outgoing.peer;
        if (outgoing.attempts == 1) {
            peer.rtt.sample(nowNs - outgoing.sentNs, 0);
        }
        byte[] ephemeral = Arrays.copyOfRange(bytes, body, body + PacketCodec.EPHEMERAL_BYTES);
        Answered complete =
                new Answered(
                        outgoing.id(),
                        PacketCodec.getLong(payload, 0),
                        PacketCodec.getLong(payload, 8),
                        peer.address,
                        ephemeral,
                        bytes,
                        handshake.sender(),
                        handshake.receiver(),
                        nowNs);
        Session session = newSession(complete, true, peer);
        peer.outgoing = null;
        slots.put(session);
        peer.install(session, slots, nowNs);
        // The responder must learn that its answer arrived.
        peer.pingWanted = true;
        return session;
    }

    /** Completes an answered handshake after the first sealed packet. */
    Session confirm(Answered answered, Peer peer, long nowNs) {
        answers.remove(answered);
        Session session = newSession(answered, false, peer);
        slots.put(session);
        peer.install(session, slots, nowNs);
        return session;
    }

    private Session newSession(Answered handshake, boolean initiator, Peer peer) {
        return new Session(handshake, initiator, peer, settings.times().ackDelayNs(), pool);
    }

    void onCookie(Outgoing outgoing, byte[] bytes, int offset, long nowNs, Effects out) {
        int from = offset + PacketCodec.PREFIX_BYTES;
        int to = PacketCodec.PREFIX_BYTES;
        boolean known =
                Arrays.equals(
                        bytes,
                        from,
                        from + PacketCodec.COOKIE_BYTES,
                        outgoing.hello,
                        to,
                        to + PacketCodec.COOKIE_BYTES);
        // The same cookie twice does not help: continues with the usual retries.
        if (!known) {
            System.arraycopy(bytes, from, outgoing.hello, to, PacketCodec.COOKIE_BYTES);
            hello(outgoing, nowNs, out);
        }
    }

    private boolean takeToken(long nowNs) {
        int perSecond = settings.handshakesPerSecondMax();
        tokens = Math.min(perSecond, tokens + (nowNs - tokensNs) * (double) perSecond / SECOND_NS);
        tokensNs = nowNs;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    private boolean hasCookie(Address from, long remoteId, byte[] bytes, int offset, long nowNs) {
        if (nowNs - cookieKeyNs >= COOKIE_KEY_NS) {
            oldCookieKey = cookieKey;
            cookieKey = new byte[32];
            entropy.nextBytes(cookieKey);
            cookieKeyNs = nowNs;
        }
        int start = offset + PacketCodec.PREFIX_BYTES;
        return isCookie(cookie(cookieKey, from, remoteId), bytes, start)
                || isCookie(cookie(oldCookieKey, from, remoteId), bytes, start);
    }

    private static boolean isCookie(byte[] cookie, byte[] bytes, int start) {
        int difference = 0;
        for (int i = 0; i < PacketCodec.COOKIE_BYTES; i++) {
            difference |= cookie[i] ^ bytes[start + i];
        }
        return difference == 0;
    }

    private static byte[] cookie(byte[] key, Address from, long remoteId) {
        byte[] subject = new WireWriter().text(from.toString()).i64(remoteId).toBytes();
        return NoiseHandshake.hmac(key, subject);
    }

    private void sendCookie(Address to, long remoteId, Effects out) {
        counters.cookiesSent++;
        PacketCodec.putPrefix(scratch, PacketCodec.COOKIE, Priority.CONTROL, remoteId);
        byte[] cookie = cookie(cookieKey, to, remoteId);
        System.arraycopy(cookie, 0, scratch, PacketCodec.PREFIX_BYTES, PacketCodec.COOKIE_BYTES);
        out.sendDatagram(to, Priority.CONTROL, scratch, 0, scratch.length);
    }

    private void onWrongKey(Address from, long nowNs, Effects out) {
        counters.keysRejected++;
        if (nowNs - nextReportNs >= 0) {
            nextReportNs = nowNs + REPORT_PAUSE_NS;
            out.keyRejected(from);
        }
    }

    /** Drops expired answers. */
    void expire(long nowNs) {
        Answered oldest = answers.peek();
        while (oldest != null && nowNs - oldest.createdNs() >= ANSWER_KEPT_NS) {
            slots.remove(oldest);
            answers.remove();
            oldest = answers.peek();
        }
    }

    /** When the oldest answer expires, or Long.MAX_VALUE. */
    long expiresNs() {
        Answered oldest = answers.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.createdNs() + ANSWER_KEPT_NS;
    }
}
