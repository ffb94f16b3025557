package org.davebank.transport;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.transport.loss.SlidingWindow;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.Priority;

/**
 * Decodes the frames of opened packets. Shared by all peers of an endpoint. Total: accepts any
 * bytes.
 */
final class Reception {

    private final int messageBytesMax;
    private final TransportSettings.Times times;
    private final Counters counters;

    Reception(TransportSettings settings, Counters counters) {
        this.messageBytesMax = settings.messageBytesMax();
        this.times = settings.times();
        this.counters = counters;
    }

    /** Processes the body of an opened, fresh packet that is marked as received. */
    void onPacket(
            Session session,
            Priority priority,
            long counter,
            byte[] plain,
            int length,
            long nowNs,
            Effects out) {
        try {
            boolean eliciting = false;
            boolean refused = false;
            WireReader in = new WireReader(plain, 0, length);
            while (in.remaining() > 0) {
                int type = in.u8();
                switch (type) {
                    case PacketCodec.FRAME_ACK -> Recovery.onAck(session.peer, session, in, nowNs);
                    case PacketCodec.FRAME_PING -> eliciting = true;
                    case PacketCodec.FRAME_ONCE ->
                            out.deliver(session.peer.address, priority, in.bytes(messageBytesMax));
                    case PacketCodec.FRAME_MESSAGE -> {
                        eliciting = true;
                        onMessage(session.peer, priority, in, out);
                    }
                    case PacketCodec.FRAME_FRAGMENT -> {
                        eliciting = true;
                        int start = in.position();
                        int end =
                                onFragment(
                                        session.peer, priority, plain, start, length, nowNs, out);
                        refused |= end < 0;
                        int next = Math.abs(end);
                        in = new WireReader(plain, next, length - next);
                    }
                    default -> throw new WireException("unknown frame " + type);
                }
            }
            // Refused frames are not acknowledged, so that they are retransmitted.
            if (!refused) {
                session.controlHeard |= eliciting && priority == Priority.CONTROL;
                session.acks.onPacket(counter, eliciting, nowNs);
            }
        } catch (WireException e) {
            counters.malformed++;
        }
    }

    private void onMessage(Peer peer, Priority priority, WireReader in, Effects out)
            throws WireException {
        long id = in.varint();
        byte[] message = in.bytes(messageBytesMax);
        SlidingWindow delivered = peer.delivered[priority.ordinal()];
        if (delivered.isFresh(id)) {
            delivered.mark(id);
            out.deliver(peer.address, priority, message);
        }
    }

    /** Returns where the frame ends, negated when it was refused; a frame never ends at 0. */
    private int onFragment(
            Peer peer,
            Priority priority,
            byte[] plain,
            int start,
            int length,
            long nowNs,
            Effects out)
            throws WireException {
        WireReader in = new WireReader(plain, start, length - start);
        long id = in.varint();
        int messageBytes = in.count(messageBytesMax);
        int chunkBytes = in.count(messageBytesMax);
        int chunk = in.count(messageBytesMax);
        if (messageBytes < 1 || chunkBytes < PacketCodec.CHUNK_BYTES_MIN || id < 0) {
            throw new WireException("a fragment of nothing");
        }
        int offset = in.position();
        long left = messageBytes - (long) chunk * chunkBytes;
        int bytes = (int) Math.min(chunkBytes, left);
        if (left < 1 || bytes > in.remaining()) {
            throw new WireException("a fragment that is cut off");
        }
        int end = offset + bytes;
        SlidingWindow delivered = peer.delivered[priority.ordinal()];
        if (!delivered.isFresh(id)) {
            return end;
        }
        Reassembly.Outcome outcome =
                peer.reassembly.add(
                        priority,
                        id,
                        messageBytes,
                        chunkBytes,
                        chunk,
                        plain,
                        offset,
                        bytes,
                        nowNs + times.ttlNs(priority));
        switch (outcome) {
            case KEPT -> {}
            case REFUSED -> counters.fragmentsRefused++;
            case COMPLETE -> {
                delivered.mark(id);
                out.deliver(peer.address, priority, peer.reassembly.takeComplete());
            }
        }
        return outcome == Reassembly.Outcome.REFUSED ? -end : end;
    }
}
