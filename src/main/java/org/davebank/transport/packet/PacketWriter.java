package org.davebank.transport.packet;

/** Writes the frames of one packet to a reused buffer. Callers check the room first. */
public final class PacketWriter {

    public final byte[] bytes;
    private int size;

    public PacketWriter(int capacity) {
        this.bytes = new byte[capacity];
    }

    public void reset() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public int room() {
        return bytes.length - size;
    }

    public void u8(int value) {
        bytes[size++] = (byte) value;
    }

    public void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    public void raw(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    public static int varintBytes(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }
}
