package org.davebank.storage;

import java.util.zip.CRC32C;
import org.davebank.base.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the journal; big-endian.
 *
 * <pre>
 * segment  = header record* SEGMENT_END
 * header   = magic:8 version:4 segmentBytes:4 number:8 journalId:8 salt:8 chain:4 crc:4
 * record   = length:4 kind:1 group:2 crc:4 payload:length
 * marker   = magic:8 journalId:8 syncedThrough:8 crc:4      (payload of SYNCED_THROUGH)
 * </pre>
 *
 * <p>A record's checksum covers the checksum before it, its position in the whole journal, its header
 * and its payload. It is therefore valid at one place after one history only: a record that a disk
 * put elsewhere, or that an earlier life left behind, does not parse. A marker's own checksum does not
 * depend on that chain, because it must speak for records before it when one of those is unreadable.
 *
 * <p>The version in a segment's header speaks for every record of the segment. A build that opens a
 * journal of an older version ends the segment there and goes on in one of its own version, so that
 * no segment has two. Each new kind of record or entry is a new version.
 *
 * <pre>
 * 2  the first that is read
 * 3  entries of the kind RULES
 * </pre>
 */
final class JournalFormat {

    static final int HEADER_BYTES = 48;
    static final int RECORD_HEADER_BYTES = 11;
    static final int SALT_BYTES = 8;
    static final int MARKER_BYTES = 28;

    /** Room reserved in each segment for its end record. */
    static final int END_BYTES = RECORD_HEADER_BYTES + SALT_BYTES;

    static final long SEGMENT_MAGIC = 0xda5e_ba2c_4a4f_5552L;
    static final long MARKER_MAGIC = 0xda5e_ba2c_5359_4e43L;

    /** What this build writes. */
    static final int VERSION = 3;

    /** The oldest version that it reads. */
    static final int VERSION_MIN = 2;

    private JournalFormat() {}

    /** The minimum segment size: a new segment must have room for the largest record. */
    static int segmentBytesMin(int payloadBytesMax) {
        return HEADER_BYTES + RECORD_HEADER_BYTES + payloadBytesMax + END_BYTES;
    }

    static String fileName(long number) {
        String digits = Long.toString(number);
        return "journal-" + "0".repeat(Math.max(0, 8 - digits.length())) + digits + ".log";
    }

    /** The checksum of a record, which is also the chain that the next one continues. */
    static int recordChecksum(
            int chain, long position, int kind, int group, byte[] source, int offset, int length) {
        byte[] prefix = new byte[19];
        putI32(prefix, 0, chain);
        putI64(prefix, 4, position);
        putI32(prefix, 12, length);
        prefix[16] = (byte) kind;
        prefix[17] = (byte) (group >>> 8);
        prefix[18] = (byte) group;
        CRC32C crc = new CRC32C();
        crc.update(prefix, 0, prefix.length);
        crc.update(source, offset, length);
        return (int) crc.getValue();
    }

    static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** What a segment says about itself. */
    record Header(
            int version, int segmentBytes, long number, long journalId, long salt, int chain) {

        byte[] encode() {
            WireWriter out = new WireWriter(HEADER_BYTES);
            out.i64(SEGMENT_MAGIC).i32(version).i32(segmentBytes);
            out.i64(number).i64(journalId).i64(salt).i32(chain);
            return out.i32(checksum(out.toBytes(), 0, HEADER_BYTES - 4)).toBytes();
        }

        /**
         * The header at the start of the bytes, of whichever version, or null when there is none that
         * is whole.
         */
        static @Nullable Header decode(byte[] bytes) {
            if (bytes.length < HEADER_BYTES
                    || i64(bytes, 0) != SEGMENT_MAGIC
                    || i32(bytes, HEADER_BYTES - 4) != checksum(bytes, 0, HEADER_BYTES - 4)) {
                return null;
            }
            return new Header(
                    i32(bytes, 8),
                    i32(bytes, 12),
                    i64(bytes, 16),
                    i64(bytes, 24),
                    i64(bytes, 32),
                    i32(bytes, 40));
        }

        /** The chain that the first record of the segment continues. */
        int chainAfter() {
            return i32(encode(), HEADER_BYTES - 4);
        }
    }

    static byte[] encodeMarker(long journalId, long syncedThrough) {
        WireWriter out = new WireWriter(MARKER_BYTES);
        out.i64(MARKER_MAGIC).i64(journalId).i64(syncedThrough);
        return out.i32(checksum(out.toBytes(), 0, MARKER_BYTES - 4)).toBytes();
    }

    /**
     * The highest synced position in any marker at or after {@code from}, 0 if there is none.
     *
     * @param journalId the journal whose markers count; null for any journal, when even the first
     *     header is unreadable
     */
    static long scanMarkers(byte[] bytes, int from, @Nullable Long journalId) {
        long best = 0;
        byte first = (byte) (MARKER_MAGIC >>> 56);
        for (int i = Math.max(0, from); i <= bytes.length - MARKER_BYTES; i++) {
            if (bytes[i] != first || i64(bytes, i) != MARKER_MAGIC) {
                continue;
            }
            boolean ours = journalId == null || i64(bytes, i + 8) == journalId;
            if (ours && i32(bytes, i + MARKER_BYTES - 4) == checksum(bytes, i, MARKER_BYTES - 4)) {
                best = Math.max(best, i64(bytes, i + 16));
            }
        }
        return best;
    }

    static int i32(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    static long i64(byte[] bytes, int at) {
        return (long) i32(bytes, at) << 32 | (i32(bytes, at + 4) & 0xffff_ffffL);
    }

    static void putI32(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    static void putI64(byte[] bytes, int at, long value) {
        putI32(bytes, at, (int) (value >>> 32));
        putI32(bytes, at + 4, (int) value);
    }
}
