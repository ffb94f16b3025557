package org.davebank.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.davebank.base.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * A write-ahead log shared by all consensus groups of a node.
 *
 * <p>Use: {@link #append} records, {@link #drain} the writes, execute them in order, sync their
 * files, then pass to {@link #synced} the value that {@link #drained} had right after the drain. A
 * record is proven once {@link #provenThrough} has passed it: a later opening would then detect its
 * loss. That is when the sync has finished; for the first records of a segment it is one sync
 * later, when the file {@code journal-state} lists the segment.
 *
 * <pre>
 * Invariants
 *   J1  markedThrough &lt;= provenThrough &lt;= syncedThrough &lt;= writtenThrough &lt;= appendedBytes; all
 *       of them only grow
 *   J2  a segment always has room left for its end record
 *   J3  the first record after an opening carries a salt that no earlier life used
 * </pre>
 *
 * <p>A position counts bytes from the start of segment 1, including headers and unused ends. Not
 * thread-safe; belongs to the node's loop.
 */
public final class Journal {

    /** Bytes of one segment to write at the next drain. */
    private record Chunk(String file, long offset, WireWriter bytes) {}

    /** The file with the synced segments and each group's term and vote, in two slots. */
    public static final String STATE_FILE = JournalState.FILE;

    /** Whether this is the name of a segment file. */
    public static boolean isSegment(String file) {
        return file.startsWith("journal-") && file.endsWith(".log");
    }

    /**
     * The progress of the writes.
     *
     * @param position see {@link #writtenThrough}
     * @param stateWrites number of writes of the file {@code journal-state}
     */
    public record Drained(long position, long stateWrites) {}

    /** Bytes of an earlier process beyond the log's end. */
    private record Stale(String file, int from, int to) {}

    private final JournalSettings settings;
    private final RandomSource random;
    private final long journalId;
    private final StateFile state;
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Stale> stale = new ArrayList<>();
    long segment;
    private int offset;
    private int chain;
    private long preallocatedThrough;
    private long preallocateRequested;
    long bufferedBytes;
    private boolean dirty;
    private boolean markRequested;
    private long writtenThrough;
    private long syncedThrough;
    private long markedThrough;
    private long lastRecordEnd;

    private Journal(
            JournalSettings settings, RandomSource random, long journalId, StateFile state) {
        this.settings = settings;
        this.random = random;
        this.journalId = journalId;
        this.state = state;
    }

    /**
     * Opens the journal of a data folder, or creates one if {@code segments} is empty. The first
     * drain afterwards records the opening; {@link Recovery.Recovered#unprovenFiles} must be synced
     * with it.
     *
     * @param segments all segment files, ordered by name
     * @param stateFile the file {@code journal-state}, or null if it does not exist
     * @param random must differ between two openings of the same folder (J3)
     * @param records receives the records, oldest first, without the journal's internal ones: all
     *     of them if the journal is usable, some if it is damaged
     */
    public static Recovery open(
            JournalSettings settings,
            List<SegmentImage> segments,
            byte @Nullable [] stateFile,
            RandomSource random,
            Consumer<JournalRecord> records) {
        JournalState.Slots found = stateFile == null ? null : JournalState.read(stateFile);
        JournalScan scan = new JournalScan(settings, segments, found, records);
        Recovery unusable = scan.run();
        if (unusable != null) {
            return unusable;
        }
        Long known = scan.journalId;
        RandomSource own = random.fork();
        StateFile state = new StateFile(settings.segmentBytes(), found, scan.newestTerms());
        Journal journal = new Journal(settings, own, known == null ? own.nextLong() : known, state);
        journal.resume(scan);
        List<String> unproven = new ArrayList<>();
        for (int i = 0; i < segments.size() && i <= scan.segmentIndex; i++) {
            if ((i + 1L) * settings.segmentBytes() > scan.provenThrough) {
                unproven.add(segments.get(i).file());
            }
        }
        if (found != null) {
            unproven.add(JournalState.FILE);
        }
        return new Recovery.Recovered(
                journal,
                scan.cutBytes,
                scan.cutBytes > 0,
                List.copyOf(unproven),
                found != null && found.damagedSlot() ? JournalScan.SLOT_LOST : "");
    }

    private void resume(JournalScan scan) {
        chain = scan.chain;
        segment = scan.segmentIndex + 1L;
        offset = scan.offset;
        writtenThrough = position();
        syncedThrough = scan.provenThrough;
        markedThrough = scan.provenThrough;
        preallocatedThrough = scan.preallocated;
        preallocateRequested = preallocatedThrough;
        for (JournalScan.Rest rest : scan.rests) {
            stale.add(new Stale(rest.file(), rest.from(), rest.to()));
        }
        if (offset == 0) {
            begin(); // A new segment's header carries a new salt.
        } else if (scan.version < JournalFormat.VERSION) {
            endSegment();
        } else {
            write(RecordKind.EPOCH, 0, salt());
        }
        // A term that is only in the state file: its record was in the torn tail.
        scan.takeUnwrittenTerms((group, payload) -> write(RecordKind.HARD_STATE, group, payload));
        lastRecordEnd = position();
    }

    /** Buffers a record. Throws for internal kinds. */
    public void append(JournalRecord record) {
        Invariant.check(!record.kind().isInternal(), "the journal writes this kind itself");
        Invariant.check(
                record.payload().length <= settings.payloadBytesMax(),
                "payload fits the settings",
                record.payload().length,
                settings.payloadBytesMax());
        if (record.kind() == RecordKind.HARD_STATE) {
            state.term(record.group(), record.payload());
        }
        write(record.kind(), record.group(), record.payload());
        lastRecordEnd = position();
    }

    /**
     * Returns the writes for everything appended since the last drain, possibly none. Execute them
     * in this order, then sync their files. The next drain need not wait for earlier syncs.
     */
    public List<JournalEffect> drain() {
        long proven = provenThrough();
        if ((dirty || markRequested) && Math.min(proven, lastRecordEnd) > markedThrough) {
            markedThrough = proven;
            write(RecordKind.SYNCED_THROUGH, 0, JournalFormat.encodeMarker(journalId, proven));
        }
        markRequested = false;
        List<JournalEffect> effects = new ArrayList<>();
        if (state.isDue(syncedThrough)) {
            state.write(journalId, syncedThrough, effects);
        }
        if (!dirty) {
            return effects;
        }
        if (offset > settings.segmentBytes() / 2) {
            preallocateRequested = Math.max(preallocateRequested, segment + 1);
        }
        while (preallocatedThrough < preallocateRequested) {
            preallocatedThrough++;
            effects.add(
                    new JournalPreallocate(
                            JournalFormat.fileName(preallocatedThrough), settings.segmentBytes()));
        }
        for (Chunk chunk : chunks) {
            effects.add(new JournalWrite(chunk.file(), chunk.offset(), chunk.bytes().toBytes()));
        }
        eraseStale(effects);
        chunks.clear();
        bufferedBytes = 0;
        dirty = false;
        writtenThrough = position();
        return effects;
    }

    /**
     * Erases the bytes beyond a cut. The salt already prevents their return; erasing them stops the
     * next opening from reporting a torn tail again.
     */
    private void eraseStale(List<JournalEffect> effects) {
        for (Stale rest : stale) {
            int from = rest.from();
            for (Chunk chunk : chunks) {
                if (chunk.file().equals(rest.file())) {
                    from = Math.max(from, (int) chunk.offset() + chunk.bytes().size());
                }
            }
            if (from < rest.to()) {
                effects.add(new JournalWrite(rest.file(), from, new byte[rest.to() - from]));
            }
        }
        stale.clear();
    }

    /**
     * A sync has finished: everything below {@code position} is durable. Call it in the order in
     * which the syncs were requested; a position older than a reported one has no effect.
     *
     * @param drained the value of {@link #drained} after the drain that the sync covered
     */
    public void synced(Drained drained) {
        long position = drained.position();
        Invariant.check(position <= writtenThrough, "synced <= written", position, writtenThrough);
        syncedThrough = Math.max(syncedThrough, position);
        state.synced(drained.stateWrites());
    }

    /** The value for {@link #synced} once a sync has covered everything drained so far. */
    public Drained drained() {
        return new Drained(writtenThrough, state.sequence());
    }

    /**
     * Whether a drain is due although nothing was appended, to record a segment in the state file.
     */
    public boolean isStateDue() {
        return state.isDue(syncedThrough);
    }

    /**
     * Makes the next drain record the last sync even if no record was appended. Call it about every
     * 100 ms and before a clean stop; it does nothing if the last sync is already recorded.
     */
    public void mark() {
        markRequested = true;
    }

    /** The position after the last appended record, drained or not. */
    public long appendedBytes() {
        return position();
    }

    /** The position after the last drained record. */
    public long writtenThrough() {
        return writtenThrough;
    }

    /** The position below which everything is synced. */
    public long syncedThrough() {
        return syncedThrough;
    }

    /** The position below which everything is synced and a loss would be detected. */
    public long provenThrough() {
        return Math.max(markedThrough, Math.min(syncedThrough, state.coveredThrough()));
    }

    private long position() {
        return (segment - 1) * settings.segmentBytes() + offset;
    }

    private byte[] salt() {
        byte[] salt = new byte[JournalFormat.SALT_BYTES];
        JournalFormat.putI64(salt, 0, random.nextLong());
        return salt;
    }

    private void write(RecordKind kind, int group, byte[] payload) {
        int needed = JournalFormat.RECORD_HEADER_BYTES + payload.length + JournalFormat.END_BYTES;
        if (offset + needed > settings.segmentBytes()) {
            endSegment();
        }
        put(kind, group, payload);
    }

    private void endSegment() {
        // The end record is salted, or else one rewritten after a crash could adopt the following
        // segment of an earlier life.
        put(RecordKind.SEGMENT_END, 0, salt());
        segment++;
        offset = 0;
        begin();
    }

    private void begin() {
        JournalFormat.Header header =
                new JournalFormat.Header(
                        JournalFormat.VERSION,
                        settings.segmentBytes(),
                        segment,
                        journalId,
                        random.nextLong(),
                        chain);
        preallocateRequested = Math.max(preallocateRequested, segment);
        buffer(header.encode());
        chain = header.chainAfter();
    }

    private void put(RecordKind kind, int group, byte[] payload) {
        int crc =
                JournalFormat.recordChecksum(
                        chain, position(), kind.code(), group, payload, 0, payload.length);
        byte[] head =
                new WireWriter(JournalFormat.RECORD_HEADER_BYTES)
                        .i32(payload.length)
                        .u8(kind.code())
                        .u16(group)
                        .i32(crc)
                        .toBytes();
        buffer(head);
        buffer(payload);
        chain = crc;
        Invariant.check(offset <= settings.segmentBytes(), "fits", offset, settings.segmentBytes());
    }

    private void buffer(byte[] bytes) {
        Invariant.check(
                bufferedBytes + bytes.length <= settings.bufferBytesMax(),
                "the journal's buffer is drained in time",
                bufferedBytes,
                settings.bufferBytesMax());
        String file = JournalFormat.fileName(segment);
        @Nullable Chunk last = chunks.isEmpty() ? null : chunks.getLast();
        if (last == null || !last.file().equals(file)) {
            last = new Chunk(file, offset, new WireWriter());
            chunks.add(last);
        }
        last.bytes().raw(bytes);
        bufferedBytes += bytes.length;
        offset += bytes.length;
        dirty = true;
    }
}
