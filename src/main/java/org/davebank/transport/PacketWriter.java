package org.davebank.transport;

/** Frames of one packet in a buffer that is used again and again. Callers check the room first. */
final class PacketWriter {

    final byte[] bytes;
    private int size;

    PacketWriter(int capacity) {
        this.bytes = new byte[capacity];
    }

    void reset() {
        size = 0;
    }

    int size() {
        return size;
    }

    int room() {
        return bytes.length - size;
    }

    void u8(int value) {
        bytes[size++] = (byte) value;
    }

    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void raw(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    static int varintBytes(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }
}
