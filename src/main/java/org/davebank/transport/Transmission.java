package org.davebank.transport;

import org.davebank.base.Invariant;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.PacketWriter;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** Fills packets from a peer's queues and seals them. Shared by all peers of an endpoint. */
final class Transmission {

    /** A session that could not be replaced is used up to this multiple of its packet limit. */
    private static final int REKEY_OVERDUE_FACTOR = 4;

    private final PacketWriter frames;
    private final byte[] datagram;
    private final long rekeyPackets;

    Transmission(TransportSettings settings) {
        this.datagram = new byte[settings.datagramBytesMax()];
        this.frames = new PacketWriter(frameBytes(settings));
        this.rekeyPackets = settings.times().rekeyPackets();
    }

    private static int frameBytes(TransportSettings settings) {
        return settings.datagramBytesMax() - PacketCodec.SEALED_OVERHEAD_BYTES;
    }

    /** The largest message that fits into one packet with an acknowledgement. */
    static int singleBytesMax(TransportSettings settings) {
        return frameBytes(settings)
                - PacketCodec.ACK_RESERVE_BYTES
                - PacketCodec.MESSAGE_FRAME_BYTES_MAX;
    }

    /** The size of the chunks of larger messages. */
    static int chunkBytes(TransportSettings settings) {
        return frameBytes(settings)
                - PacketCodec.ACK_RESERVE_BYTES
                - PacketCodec.FRAGMENT_FRAME_BYTES_MAX;
    }

    /** Sends what the limits allow, most urgent first, then the remaining acknowledgements. */
    void pump(Peer peer, long nowNs, Effects out) {
        peer.pacedUntilNs = Long.MAX_VALUE;
        Session session = peer.current;
        if (session != null && session.nextCounter < REKEY_OVERDUE_FACTOR * rekeyPackets) {
            peer.pacer.fill(peer.window.window(), peer.rtt.smoothedNs(), nowNs);
            for (int i = 0; i < Priority.COUNT; i++) {
                Priority priority = Priority.of(i);
                SendQueue queue = peer.queues[i];
                while (queue.hasNext() && mayLeave(peer, queue, priority, nowNs)) {
                    send(peer, session, priority, nowNs, out);
                }
            }
            if (peer.pingWanted) {
                send(peer, session, Priority.HEARTBEAT, nowNs, out);
            }
        }
        acknowledge(peer, peer.current, nowNs, out);
        acknowledge(peer, peer.previous, nowNs, out);
    }

    private static boolean mayLeave(Peer peer, SendQueue queue, Priority priority, long nowNs) {
        OutMessage next = queue.peek();
        if (next != null && next.isOnce()) {
            return true;
        }
        if (peer.probes > 0) {
            return true;
        }
        if (!peer.window.allows(priority)) {
            return false;
        }
        if (!priority.isFleeting() && !peer.pacer.allows()) {
            peer.pacedUntilNs = peer.pacer.readyNs(nowNs);
            return false;
        }
        return true;
    }

    private void acknowledge(Peer peer, @Nullable Session session, long nowNs, Effects out) {
        if (session == null || session.acks.dueNs() > nowNs) {
            return;
        }
        frames.reset();
        session.acks.write(frames, frames.room(), nowNs);
        // Faults that spare CONTROL must spare its acknowledgements too, or its longer messages
        // would not pass.
        seal(peer, session, session.controlHeard ? Priority.CONTROL : Priority.LOG, out);
        session.controlHeard = false;
    }

    /** Sends one packet of one class, with an acknowledgement if one is due. */
    private void send(Peer peer, Session session, Priority priority, long nowNs, Effects out) {
        frames.reset();
        SentPacket packet = session.sent.take();
        packet.clear();
        if (session.acks.isWanted()) {
            packet.ackedUpTo = session.acks.largest();
            session.acks.write(frames, PacketCodec.ACK_RESERVE_BYTES, nowNs);
        }
        SendQueue queue = peer.queue(priority);
        OutMessage message = queue.peek();
        int before = frames.size();
        while (message != null) {
            int chunk = message.isOnce() ? 0 : queue.peekChunk();
            if (!write(message, chunk)) {
                break;
            }
            if (!message.isOnce()) {
                packet.add(message, chunk);
            }
            peer.retransmits += queue.take() ? 1 : 0;
            message = queue.peek();
        }
        boolean pinged = peer.pingWanted && packet.count == 0 && frames.room() > 0;
        if (pinged) {
            frames.u8(PacketCodec.FRAME_PING);
        }
        Invariant.check(frames.size() > before, "every chunk fits into an empty packet");
        boolean eliciting = packet.count > 0 || pinged;
        packet.counter = session.nextCounter;
        int bytes = seal(peer, session, priority, out);
        if (!eliciting) {
            session.sent.recycle(packet);
            return;
        }
        peer.pingWanted = false;
        packet.sentNs = nowNs;
        packet.bytes = bytes;
        packet.priority = priority;
        session.sent.add(packet);
        peer.window.onSent(priority, bytes);
        peer.pacer.onSent(priority.isFleeting() ? 0 : bytes);
        peer.probes = Math.max(0, peer.probes - 1);
        peer.lastElicitingNs = nowNs;
    }

    private boolean write(OutMessage message, int chunk) {
        int length = message.chunkLength(chunk);
        int offset = chunk * message.chunkBytes;
        if (message.chunkCount > 1) {
            if (frames.room() < PacketCodec.FRAGMENT_FRAME_BYTES_MAX + length) {
                return false;
            }
            frames.u8(PacketCodec.FRAME_FRAGMENT);
            frames.varint(message.id);
            frames.varint(message.length);
            frames.varint(message.chunkBytes);
            frames.varint(chunk);
            frames.raw(message.bytes, offset, length);
            return true;
        }
        if (frames.room() < PacketCodec.MESSAGE_FRAME_BYTES_MAX + length) {
            return false;
        }
        if (message.isOnce()) {
            frames.u8(PacketCodec.FRAME_ONCE);
        } else {
            frames.u8(PacketCodec.FRAME_MESSAGE);
            frames.varint(message.id);
        }
        frames.varint(length);
        frames.raw(message.bytes, offset, length);
        return true;
    }

    private int seal(Peer peer, Session session, Priority priority, Effects out) {
        long counter = session.nextCounter++;
        PacketCodec.putPrefix(datagram, PacketCodec.SEALED, priority, session.remoteId);
        PacketCodec.putLong(datagram, PacketCodec.PREFIX_BYTES, counter);
        int length =
                session.sender.seal(
                        counter,
                        frames.bytes,
                        frames.size(),
                        datagram,
                        PacketCodec.SEALED_HEADER_BYTES);
        peer.bytesOut += length;
        peer.datagramsOut++;
        out.sendDatagram(peer.address, priority, datagram, 0, length);
        return length;
    }
}
