package org.davebank.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.davebank.storage.JournalFormat.Header;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the files of a journal after a restart: follows the chain to the last good record and
 * decides whether what follows is a torn tail or damage.
 *
 * <p>A readable marker is always true, wherever and whenever it was written: positions only grow,
 * and synced bytes are never cut. So the first unreadable record is damage exactly if any readable
 * marker has a position above it.
 */
final class JournalScan {

    static final String SLOT_LOST =
            "one of the two slots of journal-state was unreadable and is rewritten; the other one"
                    + " and the journal agree";

    private static final String WITHOUT_STATE = ", and without it the journal cannot be verified";

    private final JournalSettings settings;
    private final JournalState.@Nullable Slots slots;
    private final Consumer<JournalRecord> records;
    private final TreeMap<Integer, byte[]> terms = new TreeMap<>();
    private final TreeMap<Integer, byte[]> unwrittenTerms = new TreeMap<>();
    private final TreeSet<Integer> groups = new TreeSet<>();
    private List<SegmentImage> segments;

    /** The range of a file that is beyond the log's end. */
    record Rest(String file, int from, int to) {}

    final List<Rest> rests = new ArrayList<>();

    /** Number of leading segments that have their full length. */
    int preallocated;

    /** Index of the segment in which the log ends; the list's size if a new one is needed. */
    int segmentIndex;

    /** Offset of the next record in the segment in which the log ends; 0 before its header. */
    int offset;

    /** Of the newest segment that was begun. */
    int version = JournalFormat.VERSION;

    int chain;
    @Nullable Long journalId;
    long provenThrough;
    long cutBytes;

    JournalScan(
            JournalSettings settings,
            List<SegmentImage> segments,
            JournalState.@Nullable Slots slots,
            Consumer<JournalRecord> records) {
        this.settings = settings;
        this.segments = segments;
        this.slots = slots;
        this.records = records;
    }

    long position() {
        return (long) segmentIndex * settings.segmentBytes() + offset;
    }

    /** Scans the journal; returns null if it is usable. */
    @Nullable Recovery run() {
        if (slots != null && slots.newerVersion() != 0) {
            return otherVersion(
                    JournalState.FILE,
                    slots.newerVersion(),
                    JournalState.VERSION,
                    JournalState.VERSION);
        }
        Recovery.Damaged gap = lookForGap();
        if (gap != null) {
            return gap;
        }
        byte[] bytes = new byte[0];
        while (segmentIndex < segments.size()) {
            bytes = segments.get(segmentIndex).content().get();
            noteLength(segmentIndex, bytes);
            Header header = Header.decode(bytes);
            if (header != null && !isRead(header.version())) {
                return otherVersion(
                        segments.get(segmentIndex).file(),
                        header.version(),
                        JournalFormat.VERSION_MIN,
                        JournalFormat.VERSION);
            }
            if (header == null || !continues(header)) {
                break;
            }
            if (header.segmentBytes() != settings.segmentBytes()) {
                return new Recovery.Foreign(
                        "the journal has segments of "
                                + header.segmentBytes()
                                + " bytes, and this build has segments of "
                                + settings.segmentBytes()
                                + ": begin with --fresh");
            }
            Recovery.Damaged length = judgeLength(segmentIndex, bytes);
            if (length != null) {
                return length;
            }
            journalId = header.journalId();
            version = header.version();
            chain = header.chainAfter();
            offset = JournalFormat.HEADER_BYTES;
            if (!readSegment(bytes)) {
                break;
            }
            segmentIndex++;
            offset = 0;
        }
        Recovery.Damaged damaged = judgeTail(bytes);
        return damaged == null ? judgeState() : damaged;
    }

    private static boolean isRead(int version) {
        return version >= JournalFormat.VERSION_MIN && version <= JournalFormat.VERSION;
    }

    /** Nothing of a file of a version that this build does not read is interpreted. */
    static Recovery.Foreign otherVersion(String file, int version, int oldest, int newest) {
        return new Recovery.Foreign(
                file
                        + " is of version "
                        + version
                        + " and this build reads "
                        + (oldest == newest
                                ? "version " + newest
                                : "versions " + oldest + " to " + newest)
                        + (version > newest
                                ? ": start the node with the build that wrote it, or with a newer one"
                                : ": start it with a build in between first, or begin with --fresh"));
    }

    /**
     * Finds a missing segment. It is not a gap if all later segments are empty: they were
     * preallocated, and a power failure may have kept only some of them.
     */
    private Recovery.@Nullable Damaged lookForGap() {
        int there = 0;
        while (there < segments.size() && isNamed(there)) {
            there++;
        }
        for (SegmentImage behind : segments.subList(there, segments.size())) {
            if (usedBytes(behind.content().get()) > 0) {
                String missing = JournalFormat.fileName(there + 1L);
                return new Recovery.Damaged(
                        missing, 0, missing + " is missing, and " + behind.file() + " is there");
            }
        }
        segments = segments.subList(0, there);
        return null;
    }

    private boolean isNamed(int index) {
        return segments.get(index).file().equals(JournalFormat.fileName(index + 1L));
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

    /** Reads a segment; true if it was read through its end record. */
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
                note(kind, group, payload);
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

    /** @param last content of the segment in which the log ends */
    private Recovery.@Nullable Damaged judgeTail(byte[] last) {
        for (int i = segmentIndex; i < segments.size(); i++) {
            int from = i == segmentIndex ? offset : 0;
            byte[] bytes = i == segmentIndex ? last : segments.get(i).content().get();
            Recovery.Damaged length = judgeLength(i, bytes);
            if (length != null) {
                return length;
            }
            noteLength(i, bytes);
            long claimed = JournalFormat.scanMarkers(bytes, from, journalId);
            if (claimed > position()) {
                return endsEarly(claimed);
            }
            int used = usedBytes(bytes);
            cutBytes += Math.max(0, used - from);
            if (used > from) {
                rests.add(new Rest(segments.get(i).file(), from, used));
            }
        }
        // Markers that were read in order prove the position too, and so does the state file: a
        // missing file must not look like a torn tail.
        long proven = Math.max(provenThrough, stateProves());
        return proven > position() ? endsEarly(proven) : null;
    }

    /** Checks the length: a segment has its full length before the state file lists it. */
    private Recovery.@Nullable Damaged judgeLength(int index, byte[] bytes) {
        String file = segments.get(index).file();
        int whole = settings.segmentBytes();
        if (bytes.length > whole) {
            return new Recovery.Damaged(file, whole, file + " is longer than a segment");
        }
        if (bytes.length < whole && (long) index * whole < stateProves()) {
            return new Recovery.Damaged(
                    file,
                    bytes.length,
                    file + " is cut off at byte " + bytes.length + " of " + whole);
        }
        return null;
    }

    private long stateProves() {
        JournalState state = slots == null ? null : slots.newest();
        return state == null ? 0 : state.provenThrough();
    }

    /** The log ends here although later bytes were synced. */
    private Recovery.Damaged endsEarly(long proven) {
        String file = JournalFormat.fileName(segmentIndex + 1L);
        String what =
                segmentIndex == segments.size()
                        ? " is missing: the journal ends at position "
                        : " is unreadable from byte "
                                + offset
                                + " on: the journal ends at position ";
        return new Recovery.Damaged(
                file,
                offset,
                file + what + position() + " and was synced up to position " + proven);
    }

    private Recovery.@Nullable Damaged judgeState() {
        JournalState state = slots == null ? null : slots.newest();
        if (state == null) {
            // The first proof in a journal comes after the first sync of its state file.
            String what = slots == null ? " is missing" : " is unreadable in both its slots";
            return provenThrough > 0
                    ? new Recovery.Damaged(
                            JournalState.FILE, 0, JournalState.FILE + what + WITHOUT_STATE)
                    : null;
        }
        if (journalId == null || journalId != state.journalId()) {
            return new Recovery.Damaged(
                    JournalState.FILE,
                    0,
                    JournalState.FILE + " belongs to another journal" + WITHOUT_STATE);
        }
        state.terms()
                .forEach((group, payload) -> {
                    if (groups.contains(group) && JournalState.isLater(payload, terms.get(group))) {
                        unwrittenTerms.put(group, payload);
                        terms.put(group, payload);
                        records.accept(new JournalRecord(RecordKind.HARD_STATE, group, payload));
                    }
                });
        return null;
    }

    private void note(RecordKind kind, int group, byte[] payload) {
        switch (kind) {
            case HARD_STATE -> terms.put(group, payload);
            case GROUP -> groups.add(group);
            case GROUP_DROPPED -> groups.remove(group);
            default -> {}
        }
    }

    /** The newest term and vote of each group, as record payloads. */
    TreeMap<Integer, byte[]> newestTerms() {
        return new TreeMap<>(terms);
    }

    /** Passes on the terms and votes that are only in the state file. */
    void takeUnwrittenTerms(BiConsumer<Integer, byte[]> taker) {
        unwrittenTerms.forEach(taker);
        unwrittenTerms.clear();
    }

    /** The number of bytes before the trailing zeros. */
    static int usedBytes(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
