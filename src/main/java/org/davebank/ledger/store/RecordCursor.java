package org.davebank.ledger.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a record in a {@link RecordLog} without copying. A scan moves one cursor from
 * record to record, so that it does not allocate. Not thread-safe.
 *
 * <p>Records are not checked on reading: a damaged record gives wrong values or an {@link
 * IndexOutOfBoundsException}, which the audit reports.
 */
public final class RecordCursor {

    private static final VarHandle I64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle I32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[0];
    private int start;
    private int position;
    private int end;

    void moveTo(byte[] page, int recordStart, int recordEnd) {
        bytes = page;
        start = recordStart;
        position = recordStart;
        end = recordEnd;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int start() {
        return start;
    }

    public int length() {
        return end - start;
    }

    public int position() {
        return position;
    }

    public void position(int newPosition) {
        position = newPosition;
    }

    public int u8() {
        return bytes[position++] & 0xff;
    }

    public int i32() {
        int value = (int) I32.get(bytes, position);
        position += 4;
        return value;
    }

    /** Reads six bytes, enough for every amount, and of fixed length to keep the layout fixed. */
    public long u48() {
        long value = (long) (i32() & 0xffff_ffffL) << 16;
        value |= (long) u8() << 8;
        return value | u8();
    }

    public long i64() {
        long value = (long) I64.get(bytes, position);
        position += 8;
        return value;
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }

    public long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    public String text() {
        int length = (int) varint();
        if (length < 0 || length > end - position) {
            throw new IndexOutOfBoundsException("a text reaches beyond its record");
        }
        String value = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }

    public void skipText() {
        int length = (int) varint();
        position += length;
    }
}
