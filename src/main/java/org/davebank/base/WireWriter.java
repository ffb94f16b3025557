package org.davebank.base;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Appends big-endian fields to a growing buffer, for the network and the journal. {@link
 * WireReader} decodes. Not thread-safe.
 */
public final class WireWriter {

    private byte[] buffer;
    private int size;

    public WireWriter() {
        this(256);
    }

    public WireWriter(int capacity) {
        this.buffer = new byte[Math.max(16, capacity)];
    }

    private void reserve(int count) {
        if (buffer.length - size < count) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + count));
        }
    }

    public WireWriter u8(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public WireWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    public WireWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public WireWriter i32(int value) {
        reserve(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    public WireWriter i64(long value) {
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /**
     * Writes an unsigned variable-length integer (LEB128), 1 to 10 bytes; short for small values.
     */
    public WireWriter varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
        return this;
    }

    /** Writes a signed integer as a zigzag {@link #varint}. */
    public WireWriter zigzag(long value) {
        return varint((value << 1) ^ (value >> 63));
    }

    /** Writes raw bytes without a length. */
    public WireWriter raw(byte[] bytes) {
        return raw(bytes, 0, bytes.length);
    }

    public WireWriter raw(byte[] bytes, int offset, int length) {
        reserve(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
        return this;
    }

    /** Writes the length as {@link #varint}, then the bytes. */
    public WireWriter bytes(byte[] bytes) {
        return varint(bytes.length).raw(bytes);
    }

    /** Writes the length in bytes, then the text in UTF-8. */
    public WireWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a flag, then the text if there is one. */
    public WireWriter optionalText(@Nullable String text) {
        bool(text != null);
        return text == null ? this : text(text);
    }

    public int size() {
        return size;
    }

    /** A copy of the written bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }
}
