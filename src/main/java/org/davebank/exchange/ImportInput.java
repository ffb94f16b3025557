package org.davebank.exchange;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file as text readers want them: decompressed when they are gzip, counted on both
 * sides, and never more than allowed.
 */
final class ImportInput extends InputStream {

    private static final int BUFFER_BYTES = 65_536;

    private final Counter raw;
    private final InputStream plain;
    private final boolean compressed;
    private final long bytesMax;
    private long bytes;

    private ImportInput(Counter raw, InputStream plain, boolean compressed, long bytesMax) {
        this.raw = raw;
        this.plain = plain;
        this.compressed = compressed;
        this.bytesMax = bytesMax;
    }

    static ImportInput open(InputStream in, long bytesMax) throws IOException {
        Counter raw = new Counter(in);
        BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER_BYTES);
        buffered.mark(2);
        boolean compressed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        if (!compressed) {
            return new ImportInput(raw, buffered, false, bytesMax);
        }
        try {
            InputStream plain = new GZIPInputStream(buffered, BUFFER_BYTES);
            BufferedInputStream rebuffered = new BufferedInputStream(plain, BUFFER_BYTES);
            return new ImportInput(raw, rebuffered, true, bytesMax);
        } catch (EOFException | ZipException e) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST, "file", "the gzip header is damaged");
        }
    }

    /** The next bytes without taking them; shorter only at the end. */
    byte[] peek(int count) throws IOException {
        plain.mark(count);
        try {
            return plain.readNBytes(count);
        } catch (EOFException | ZipException e) {
            // What comes before the damage is still there for the reader to see.
            return new byte[0];
        } finally {
            plain.reset();
        }
    }

    long rawBytes() {
        return raw.count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count;
        try {
            count = plain.read(buffer, offset, length);
        } catch (EOFException | ZipException e) {
            if (compressed) {
                throw new DamagedInputException("the gzip file is damaged or cut", e);
            }
            throw e;
        }
        if (count > 0) {
            bytes += count;
            if (bytes > bytesMax) {
                throw new ImportException(
                        Codes.TOO_LARGE,
                        "file",
                        "the file holds more than " + bytesMax + " bytes of text");
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }

    private static final class Counter extends FilterInputStream {

        private long count;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
