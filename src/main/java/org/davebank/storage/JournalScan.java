package org.davebank.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.storage.JournalFormat.Header;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the files of a journal after a restart: follows the chain to the last good record and
 * decides whether what follows is a torn tail or damage.
 *
 * <p>A marker never lies, in whichever place or life it was written: positions only grow, and synced
 * bytes are never cut. So the first unreadable record is damage exactly when any marker that can still
 * be read claims a position above it.
 */
final class JournalScan {

    private final JournalSettings settings;
    private final List<SegmentImage> segments;
    private final Consumer<JournalRecord> records;

    /** Bytes of a file, from and to, that lie beyond the log's end. */
    record Rest(String file, int from, int to) {}

    final List<Rest> rests = new ArrayList<>();

    /** How many segments from the first on have their full length. */
    int preallocated;

    /** Index of the segment in which the log ends; equal to the list's size for a fresh one. */
    int segmentIndex;

    /** Where the next record goes, in the segment in which the log ends; 0 before its header. */
    int offset;

    int chain;
    @Nullable Long journalId;
    long provenThrough;
    long cutBytes;

    JournalScan(
            JournalSettings settings,
            List<SegmentImage> segments,
            Consumer<JournalRecord> records) {
        this.settings = settings;
        this.segments = segments;
        this.records = records;
    }

    long position() {
        return (long) segmentIndex * settings.segmentBytes() + offset;
    }

    /** Null when the journal is usable. */
    Recovery.@Nullable Damaged run() {
        for (int i = 0; i < segments.size(); i++) {
            String expected = JournalFormat.fileName(i + 1L);
            if (!segments.get(i).file().equals(expected)) {
                return new Recovery.Damaged(expected, 0, "segment file is missing");
            }
        }
        byte[] bytes = new byte[0];
        while (segmentIndex < segments.size()) {
            bytes = segments.get(segmentIndex).content().get();
            if (bytes.length > settings.segmentBytes()) {
                return tooLong(segmentIndex);
            }
            noteLength(segmentIndex, bytes);
            Header header = Header.decode(bytes);
            if (header == null || !continues(header)) {
                break;
            }
            if (header.segmentBytes() != settings.segmentBytes()) {
                return new Recovery.Damaged(
                        segments.get(segmentIndex).file(),
                        12,
                        "segments have "
                                + header.segmentBytes()
                                + " bytes here, "
                                + settings.segmentBytes()
                                + " in the settings");
            }
            journalId = header.journalId();
            chain = header.chainAfter();
            offset = JournalFormat.HEADER_BYTES;
            if (!readSegment(bytes)) {
                break;
            }
            segmentIndex++;
            offset = 0;
        }
        return judgeTail(bytes);
    }

    private Recovery.Damaged tooLong(int index) {
        return new Recovery.Damaged(
                segments.get(index).file(),
                settings.segmentBytes(),
                "segment file is longer than a segment");
    }

    private void noteLength(int index, byte[] bytes) {
        if (preallocated == index && bytes.length == settings.segmentBytes()) {
            preallocated++;
        }
    }

    private boolean continues(Header header) {
        return header.number() == segmentIndex + 1L
                && header.chain() == chain
                && (journalId == null || journalId == header.journalId());
    }

    /** True when the segment was read through its end record. */
    private boolean readSegment(byte[] bytes) {
        while (offset + JournalFormat.RECORD_HEADER_BYTES <= bytes.length) {
            int length = JournalFormat.i32(bytes, offset);
            int kindCode = bytes[offset + 4] & 0xff;
            int group = (bytes[offset + 5] & 0xff) << 8 | (bytes[offset + 6] & 0xff);
            int payloadAt = offset + JournalFormat.RECORD_HEADER_BYTES;
            RecordKind kind = RecordKind.ofCode(kindCode);
            if (kind == null
                    || length < 0
                    || length > settings.payloadBytesMax()
                    || length > bytes.length - payloadAt) {
                return false;
            }
            int crc =
                    JournalFormat.recordChecksum(
                            chain, position(), kindCode, group, bytes, payloadAt, length);
            if (crc != JournalFormat.i32(bytes, offset + 7)) {
                return false;
            }
            if (kind == RecordKind.SYNCED_THROUGH) {
                provenThrough =
                        Math.max(
                                provenThrough,
                                JournalFormat.scanMarkers(
                                        Arrays.copyOfRange(bytes, payloadAt, payloadAt + length),
                                        0,
                                        journalId));
            } else if (!kind.isInternal()) {
                byte[] payload = Arrays.copyOfRange(bytes, payloadAt, payloadAt + length);
                records.accept(new JournalRecord(kind, group, payload));
            }
            chain = crc;
            offset = payloadAt + length;
            if (kind == RecordKind.SEGMENT_END) {
                return true;
            }
        }
        return false;
    }

    /** @param last the bytes of the segment in which the log ends */
    private Recovery.@Nullable Damaged judgeTail(byte[] last) {
        for (int i = segmentIndex; i < segments.size(); i++) {
            int from = i == segmentIndex ? offset : 0;
            byte[] bytes = i == segmentIndex ? last : segments.get(i).content().get();
            if (bytes.length > settings.segmentBytes()) {
                return tooLong(i);
            }
            noteLength(i, bytes);
            long claimed = JournalFormat.scanMarkers(bytes, from, journalId);
            if (claimed > position()) {
                return new Recovery.Damaged(
                        segments.get(segmentIndex).file(),
                        offset,
                        "unreadable record at position "
                                + position()
                                + ", below position "
                                + claimed
                                + " which was synced");
            }
            int used = usedBytes(bytes);
            cutBytes += Math.max(0, used - from);
            if (used > from) {
                rests.add(new Rest(segments.get(i).file(), from, used));
            }
        }
        // Markers that were read in order prove the position too: a file that is gone or too short
        // must not pass for a tail.
        if (provenThrough > position()) {
            return new Recovery.Damaged(
                    JournalFormat.fileName(segmentIndex + 1L),
                    offset,
                    "the log ends below position " + provenThrough + " which was synced");
        }
        return null;
    }

    /** Where the zeros at the end of the bytes begin. */
    static int usedBytes(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
