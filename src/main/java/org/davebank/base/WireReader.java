package org.davebank.base;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what {@link WireWriter} encoded. Total: any bytes give a value or a {@link
 * WireException}, and allocations are bounded by the size of the input. Not thread-safe.
 */
public final class WireReader {

    private final byte[] buffer;
    private final int end;
    private int position;

    public WireReader(byte[] buffer) {
        this(buffer, 0, buffer.length);
    }

    public WireReader(byte[] buffer, int offset, int length) {
        Invariant.check(offset >= 0 && length >= 0, "offset and length are not negative");
        Invariant.check(length <= buffer.length - offset, "the range lies inside the buffer");
        this.buffer = buffer;
        this.position = offset;
        this.end = offset + length;
    }

    private void need(long count) throws WireException {
        if (count < 0 || count > end - position) {
            throw new WireException(
                    "truncated: " + count + " bytes wanted, " + remaining() + " left");
        }
    }

    public int u8() throws WireException {
        need(1);
        return buffer[position++] & 0xff;
    }

    public boolean bool() throws WireException {
        int value = u8();
        if (value > 1) {
            throw new WireException("a flag is 0 or 1, not " + value);
        }
        return value == 1;
    }

    public int u16() throws WireException {
        return u8() << 8 | u8();
    }

    public int i32() throws WireException {
        need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (buffer[position++] & 0xff);
        }
        return value;
    }

    public long i64() throws WireException {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (buffer[position++] & 0xff);
        }
        return value;
    }

    public long varint() throws WireException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            if (shift == 63 && next > 1) {
                throw new WireException("a varint has at most 64 bits");
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new WireException("a varint has at most ten bytes");
    }

    public long zigzag() throws WireException {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** Reads a varint in [0, max]. */
    public int count(int max) throws WireException {
        long value = varint();
        if (value < 0 || value > max) {
            throw new WireException("count " + value + " is above " + max);
        }
        return (int) value;
    }

    /**
     * Reads the number of elements, which take at least {@code elementBytesMin} bytes each, so that
     * a list of that size never exceeds the input.
     */
    public int listSize(int elementBytesMin) throws WireException {
        int count = count(Integer.MAX_VALUE);
        need((long) count * Math.max(1, elementBytesMin));
        return count;
    }

    public byte[] raw(int length) throws WireException {
        need(length);
        byte[] bytes = new byte[length];
        System.arraycopy(buffer, position, bytes, 0, length);
        position += length;
        return bytes;
    }

    public byte[] bytes(int lengthMax) throws WireException {
        return raw(count(lengthMax));
    }

    /** Reads well-formed UTF-8 of at most {@code bytesMax} bytes. */
    public String text(int bytesMax) throws WireException {
        int length = count(bytesMax);
        need(length);
        int start = position;
        position += length;
        if (isAscii(start, length)) {
            // Nearly every text, which needs no decoder.
            return new String(buffer, start, length, StandardCharsets.ISO_8859_1);
        }
        ByteBuffer slice = ByteBuffer.wrap(buffer, start, length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(slice)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WireException("text is not valid UTF-8");
        }
    }

    private boolean isAscii(int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (buffer[i] < 0) {
                return false;
            }
        }
        return true;
    }

    public @Nullable String optionalText(int bytesMax) throws WireException {
        return bool() ? text(bytesMax) : null;
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    /** Throws unless every byte was read, because trailing bytes mean another format. */
    public void end() throws WireException {
        if (position != end) {
            throw new WireException(remaining() + " bytes too many");
        }
    }
}
