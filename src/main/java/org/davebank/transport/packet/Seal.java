package org.davebank.transport.packet;

/** One direction of a session: encrypts a packet's body and authenticates its header. */
public sealed interface Seal permits GcmSeal, PlainSeal {

    /** Bytes that a seal adds to a body. */
    int TAG_BYTES = 16;

    /**
     * Seals a body after the header at the start of {@code packet}.
     *
     * @param counter never used before with this seal
     * @return length of the whole packet
     */
    int seal(long counter, byte[] plain, int plainLength, byte[] packet, int headerLength);

    /**
     * Opens a packet into {@code plain}.
     *
     * @param length of the whole packet, header included
     * @return length of the body, or -1 when header or body is not authentic
     */
    int open(long counter, byte[] packet, int offset, int headerLength, int length, byte[] plain);
}
