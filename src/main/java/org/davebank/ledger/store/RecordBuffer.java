package org.davebank.ledger.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.davebank.ledger.LedgerLimits;

/**
 * Encodes a transaction before it is appended. A ledger reuses one buffer, so that postings do not
 * allocate. {@link RecordCursor} decodes. Not thread-safe.
 */
public final class RecordBuffer {

    /** Maximum size of a transaction, given the limits of its texts in {@link LedgerLimits}. */
    public static final int RECORD_BYTES_MAX = 4_096;

    private static final VarHandle I64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle I32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes = new byte[RECORD_BYTES_MAX];
    private int size;

    public RecordBuffer clear() {
        size = 0;
        return this;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return size;
    }

    public RecordBuffer u8(int value) {
        bytes[size++] = (byte) value;
        return this;
    }

    public RecordBuffer i32(int value) {
        I32.set(bytes, size, value);
        size += 4;
        return this;
    }

    public RecordBuffer u48(long value) {
        return i32((int) (value >>> 16)).u8((int) (value >>> 8)).u8((int) value);
    }

    public RecordBuffer i64(long value) {
        I64.set(bytes, size, value);
        size += 8;
        return this;
    }

    public RecordBuffer varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    public RecordBuffer zigzag(long value) {
        return varint((value << 1) ^ (value >> 63));
    }

    /** Writes UTF-8 after its length in bytes; ASCII, nearly all texts, without a copy. */
    public RecordBuffer text(String text) {
        int before = size;
        int length = text.length();
        varint(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size = before;
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                varint(utf8.length);
                System.arraycopy(utf8, 0, bytes, size, utf8.length);
                size += utf8.length;
                return this;
            }
            bytes[size++] = (byte) c;
        }
        return this;
    }
}
