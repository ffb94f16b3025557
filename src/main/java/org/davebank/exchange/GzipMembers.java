package org.davebank.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses a gzip file with all of its members in sequence (RFC 1952).
 *
 * <p>The JDK's reader treats anything after a member that is not another member as the end of the
 * file, so a file with a corrupt second member would pass as complete. This reader accepts only
 * zeros there, as tapes and block devices append them.
 */
final class GzipMembers extends InputStream {

    private static final int BUFFER_BYTES = 65_536;
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int FIXED_BYTES = 6;
    private static final int FLAG_CHECK = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean ended;
    private @Nullable IOException failure;

    /** Reads the first header; throws {@link ZipException} or {@link EOFException} without one. */
    GzipMembers(InputStream in) throws IOException {
        this.in = in;
        boolean sound = false;
        try {
            if (next() != MAGIC_1 || next() != MAGIC_2) {
                throw new ZipException("no gzip");
            }
            header();
            sound = true;
        } finally {
            if (!sound) {
                inflater.end();
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (failure != null) {
            throw failure;
        }
        try {
            return unpack(target, offset, length);
        } catch (IOException e) {
            // A caller that only looked ahead calls again and gets the same answer.
            failure = e;
            throw e;
        }
    }

    private int unpack(byte[] target, int offset, int length) throws IOException {
        while (!ended) {
            int count = inflate(target, offset, length);
            if (count > 0) {
                check.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                position = limit - inflater.getRemaining();
                trailer();
                ended = !nextMember();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("a dictionary is wanted");
            } else {
                position = limit;
                if (!fill()) {
                    throw new EOFException("cut within a member");
                }
                inflater.setInput(buffer, position, limit - position);
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new ZipException(String.valueOf(e.getMessage()));
        }
    }

    private void trailer() throws IOException {
        long sum = uint32();
        long size = uint32();
        if (sum != check.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("the check of a member does not fit");
        }
    }

    /** Advances to the next member; false at the end. */
    private boolean nextMember() throws IOException {
        boolean padded = false;
        while (position < limit || fill()) {
            int first = buffer[position++] & 0xff;
            if (first != 0) {
                if (padded || first != MAGIC_1 || next() != MAGIC_2) {
                    throw behind();
                }
                inflater.reset();
                header();
                return true;
            }
            padded = true;
        }
        return false;
    }

    private static DamagedInputException behind() {
        return new DamagedInputException("the gzip file ends and other data follows", null);
    }

    /** Reads the rest of a header after its first two bytes. */
    private void header() throws IOException {
        check.reset();
        check.update(MAGIC_1);
        check.update(MAGIC_2);
        if (checked() != DEFLATE) {
            throw new ZipException("packed by an unknown method");
        }
        int flags = checked();
        for (int i = 0; i < FIXED_BYTES; i++) {
            checked();
        }
        if ((flags & FLAG_EXTRA) != 0) {
            int low = checked();
            for (int left = low | checked() << 8; left > 0; left--) {
                checked();
            }
        }
        skipText((flags & FLAG_NAME) != 0);
        skipText((flags & FLAG_COMMENT) != 0);
        if ((flags & FLAG_CHECK) != 0) {
            int wanted = (int) check.getValue() & 0xffff;
            int low = next();
            if ((low | next() << 8) != wanted) {
                throw new ZipException("the check of a header does not fit");
            }
        }
        check.reset();
        inflater.setInput(buffer, position, limit - position);
    }

    private void skipText(boolean there) throws IOException {
        while (there && checked() != 0) {
            // Names and comments are ignored.
        }
    }

    private int checked() throws IOException {
        int one = next();
        check.update(one);
        return one;
    }

    private long uint32() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (long) next() << shift;
        }
        return value;
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException("cut outside of the packed data");
        }
        return buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, BUFFER_BYTES));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
