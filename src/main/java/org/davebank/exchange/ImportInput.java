package org.davebank.exchange;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * The text bytes of a file: decompresses gzip, counts bytes before and after, and enforces the size
 * limit.
 *
 * <p>Two limits stop decompression bombs: the maximum size of all text, and, beyond {@link
 * #UNSUSPICIOUS_BYTES}, {@link #RATIO_MAX} bytes of text per byte of the file.
 */
public final class ImportInput extends InputStream {

    /** Text above this size is suspicious when its compression ratio is too high. */
    static final long UNSUSPICIOUS_BYTES = 64L << 20;

    /** Ordinary rows compress to a tenth, identical rows to a hundredth. */
    static final long RATIO_MAX = 250;

    private static final int BUFFER_BYTES = 65_536;

    /** The counters shared by all texts of one file. */
    private static final class Budget {

        final Counter raw;
        final long bytesMax;
        long bytes;

        Budget(Counter raw, long bytesMax) {
            this.raw = raw;
            this.bytesMax = bytesMax;
        }

        void take(int count) {
            bytes += count;
            if (bytes > bytesMax) {
                throw tooLarge("the file holds more than " + bytesMax + " bytes of text");
            }
            if (bytes > UNSUSPICIOUS_BYTES && bytes / RATIO_MAX > raw.count) {
                throw tooLarge("the file unpacks to more than " + RATIO_MAX + " times its size");
            }
        }

        private static ImportException tooLarge(String message) {
            return new ImportException(Codes.TOO_LARGE, "file", message);
        }
    }

    private final Budget budget;
    private final InputStream plain;
    private final String packing;
    private final boolean spends;
    private boolean damaged;

    private ImportInput(Budget budget, InputStream plain, String packing, boolean spends) {
        this.budget = budget;
        this.plain = plain;
        this.packing = packing;
        this.spends = spends;
    }

    /** Reads from the stream at once, to detect gzip. */
    public static ImportInput open(InputStream in, long bytesMax) throws IOException {
        Counter raw = new Counter(in);
        Budget budget = new Budget(raw, bytesMax);
        BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER_BYTES);
        if (!isGzip(buffered)) {
            return new ImportInput(budget, buffered, "", true);
        }
        try {
            InputStream plain = new GzipMembers(buffered);
            BufferedInputStream rebuffered = new BufferedInputStream(plain, BUFFER_BYTES);
            return new ImportInput(budget, rebuffered, "gzip file", true);
        } catch (EOFException | ZipException e) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST, "file", "the gzip header is damaged");
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    /** The current entry of a zip archive that is read from this input, within the same limits. */
    public ImportInput entry(ZipInputStream zip) {
        return new ImportInput(
                budget, new BufferedInputStream(zip, BUFFER_BYTES), "zip archive", true);
    }

    /** This input as archive bytes, which do not count as text. */
    public ImportInput asArchive() {
        return new ImportInput(budget, plain, packing, false);
    }

    /** The next bytes without consuming them; shorter only at the end. */
    public byte[] peek(int count) throws IOException {
        plain.mark(count);
        byte[] start = new byte[count];
        int length = 0;
        try {
            for (int read = 0; read >= 0 && length < count; length += Math.max(0, read)) {
                read = plain.read(start, length, count - length);
            }
        } catch (IOException e) {
            if (packing.isEmpty() || isFailing()) {
                throw e;
            }
            // The bytes before the damage are still available.
        } finally {
            plain.reset();
        }
        return Arrays.copyOf(start, length);
    }

    /** Whether the underlying stream fails, rather than the archive being corrupt. */
    public boolean isFailing() {
        return budget.raw.failed;
    }

    /** Whether the reader reached the point where the archive is corrupt or truncated. */
    public boolean isDamaged() {
        return damaged;
    }

    public long rawBytes() {
        return budget.raw.count;
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
        } catch (IOException e) {
            if (packing.isEmpty() || isFailing()) {
                throw e;
            }
            damaged = true;
            if (e instanceof DamagedInputException known) {
                throw known;
            }
            throw new DamagedInputException("the " + packing + " is damaged or cut", e);
        }
        if (count > 0 && spends) {
            budget.take(count);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }

    private static final class Counter extends FilterInputStream {

        private long count;
        private boolean failed;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int read = in.read(buffer, offset, length);
                count += Math.max(0, read);
                return read;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }
    }
}
