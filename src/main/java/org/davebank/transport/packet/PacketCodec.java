package org.davebank.transport.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.davebank.transport.loss.AckTracker;

/**
 * The unencrypted part of packets, and the types of frames inside sealed ones.
 *
 * <pre>
 * every packet  mark(1) kind(4 bits) class(4 bits) number of the receiver's session(8)
 * HELLO         ... cookie(16), first Noise message: ephemeral(32) life(8) tag(16)
 * ANSWER        ... second Noise message: ephemeral(32) session number(8) life(8) tag(16)
 * COOKIE        ... cookie(16)
 * SEALED        ... counter(8), sealed frames, tag(16)
 * </pre>
 *
 * <p>In a HELLO the number is the sender's, which the answer names. HELLO is the longest of the
 * three handshake packets, so that no answer is larger than its request.
 */
public final class PacketCodec {

    /** Protocol and version: packets that begin otherwise are not ours. */
    static final byte MARK = (byte) 0xd1;

    public static final int HELLO = 1;
    public static final int ANSWER = 2;
    public static final int COOKIE = 3;
    public static final int SEALED = 4;

    public static final int PREFIX_BYTES = 10;
    public static final int COOKIE_BYTES = 16;
    public static final int LIFE_BYTES = 8;
    public static final int EPHEMERAL_BYTES = 32;

    public static final int HELLO_BODY = PREFIX_BYTES + COOKIE_BYTES;
    public static final int HELLO_BYTES =
            HELLO_BODY + EPHEMERAL_BYTES + LIFE_BYTES + Seal.TAG_BYTES;
    public static final int ANSWER_BYTES =
            PREFIX_BYTES + EPHEMERAL_BYTES + 8 + LIFE_BYTES + Seal.TAG_BYTES;
    public static final int COOKIE_PACKET_BYTES = PREFIX_BYTES + COOKIE_BYTES;
    public static final int SEALED_HEADER_BYTES = PREFIX_BYTES + 8;
    static final int SEALED_BYTES_MIN = SEALED_HEADER_BYTES + Seal.TAG_BYTES;

    /** Bytes of a datagram besides its frames. */
    public static final int SEALED_OVERHEAD_BYTES = SEALED_BYTES_MIN;

    /** Acknowledged ranges of counters; see {@link AckTracker}. */
    public static final int FRAME_ACK = 1;

    /** Requests an acknowledgement; empty. */
    public static final int FRAME_PING = 2;

    /** A message that is sent once: length, bytes. */
    public static final int FRAME_ONCE = 3;

    /** A whole message: id, length, bytes. */
    public static final int FRAME_MESSAGE = 4;

    /** A part of a message: id, total length, chunk size, chunk number, bytes. */
    public static final int FRAME_FRAGMENT = 5;

    /** Maximum size of type, id and length of a whole message. */
    public static final int MESSAGE_FRAME_BYTES_MAX = 1 + 10 + 4;

    /** Maximum size of type, id, total, chunk size and chunk number of a fragment. */
    public static final int FRAGMENT_FRAME_BYTES_MAX = 1 + 10 + 4 + 3 + 3;

    /** Space reserved in every packet for an acknowledgement. */
    public static final int ACK_RESERVE_BYTES = 40;

    /** Minimum chunk size, which bounds the bookkeeping of a partial message. */
    public static final int CHUNK_BYTES_MIN = 64;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private PacketCodec() {}

    public static void putLong(byte[] bytes, int offset, long value) {
        LONGS.set(bytes, offset, value);
    }

    public static long getLong(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset);
    }

    public static void putPrefix(byte[] packet, int kind, Priority priority, long session) {
        packet[0] = MARK;
        packet[1] = (byte) (kind << 4 | priority.ordinal());
        putLong(packet, 2, session);
    }

    /** The packet's kind, or 0 if the bytes are not a packet of this protocol. */
    public static int kind(byte[] bytes, int offset, int length) {
        if (length < PREFIX_BYTES || bytes[offset] != MARK) {
            return 0;
        }
        int kind = (bytes[offset + 1] & 0xff) >>> 4;
        boolean fits =
                (bytes[offset + 1] & 0x0f) < Priority.COUNT
                        && switch (kind) {
                            case HELLO -> length == HELLO_BYTES;
                            case ANSWER -> length == ANSWER_BYTES;
                            case COOKIE -> length == COOKIE_PACKET_BYTES;
                            case SEALED -> length >= SEALED_BYTES_MIN;
                            default -> false;
                        };
        return fits ? kind : 0;
    }

    /** The unencrypted class; only after {@link #kind} accepted the packet. */
    public static Priority priority(byte[] bytes, int offset) {
        return Priority.of(bytes[offset + 1] & 0x0f);
    }

    /** The session number; only after {@link #kind} accepted the packet. */
    public static long session(byte[] bytes, int offset) {
        return getLong(bytes, offset + 2);
    }
}
