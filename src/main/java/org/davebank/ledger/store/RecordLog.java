package org.davebank.ledger.store;

import java.util.Arrays;
import org.davebank.base.Checksum;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.davebank.base.SpillDamaged;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of byte records in fixed pages, addressed by sequence from 0.
 *
 * <p>Pages are slotted as in a database: records grow from the front, and their end offsets, two
 * bytes each, from the back. So the directory costs two bytes per record, a page can be read by
 * itself, and a binary search over the pages finds a sequence.
 *
 * <p>The newest pages are in memory, older ones in the {@link Spill}, and the most recently read
 * ones in a cache, so that memory does not grow with history. Not thread-safe.
 */
public final class RecordLog {

    /**
     * Cost of reading a spilled page from the operating system's cache, in units of record reads.
     */
    public static final int UNITS_PER_PAGE = 16;

    /** Ends are stored in 16 bits. */
    static final int PAGE_BYTES_MAX = 65_536;

    /** Number of newest pages in memory, including the current one. */
    static final int HOT_PAGES = 4;

    /** Number of cached spilled pages, for walks through an account's history. */
    static final int CACHED_PAGES = 16;

    private static final int SLOT_BYTES = 2;

    private final int pageBytes;
    private final Spill spill;

    /** The newest pages, each at its number modulo their count. */
    private final byte[][] hot;

    private final byte[][] cache;
    private final int[] cached;

    /** Positions of spilled pages. */
    private long[] positions = new long[4];

    /** Expected checksum of each spilled page. */
    private int[] checksums = new int[4];

    private int[] firstSequences = new int[4];
    private int pageCount;
    private int tailUsed;
    private int tailRecords;
    private int count;

    /** The page of the last lookup, near which walks stay. A hint, not part of the state. */
    private int pageHint;

    /** Number of record reads, and of page reads from the spill. */
    private long looks;

    private long loads;

    public RecordLog(int pageBytes, Spill spill) {
        Invariant.check(pageBytes <= PAGE_BYTES_MAX, "a page has at most 64 KiB");
        this.pageBytes = pageBytes;
        this.spill = spill;
        this.hot = new byte[spill.kept(HOT_PAGES)][];
        this.cache = new byte[spill.kept(CACHED_PAGES)][];
        this.cached = new int[cache.length];
        Arrays.fill(cached, -1);
    }

    /** Number of records; the sequence of the next one. */
    public long count() {
        return count;
    }

    /** Appends a copy of the first {@code length} bytes and returns the record's sequence. */
    public long append(byte[] record, int length) {
        Invariant.check(
                length + SLOT_BYTES <= pageBytes, "a record fits a page", length, pageBytes);
        Invariant.check(count < Integer.MAX_VALUE, "sequences fit an int");
        int slots = SLOT_BYTES * (tailRecords + 1);
        if (pageCount == 0 || tailUsed + length + slots > pageBytes) {
            startPage();
        }
        byte[] page = page(pageCount - 1);
        System.arraycopy(record, 0, page, tailUsed, length);
        tailUsed += length;
        int slot = pageBytes - SLOT_BYTES * (tailRecords + 1);
        page[slot] = (byte) (tailUsed >>> 8);
        page[slot + 1] = (byte) tailUsed;
        tailRecords++;
        return count++;
    }

    private void startPage() {
        if (pageCount == positions.length) {
            positions = Arrays.copyOf(positions, pageCount * 2);
            firstSequences = Arrays.copyOf(firstSequences, pageCount * 2);
            checksums = Arrays.copyOf(checksums, pageCount * 2);
        }
        int place = pageCount % hot.length;
        byte @Nullable [] oldest = hot[place];
        if (oldest != null) {
            positions[pageCount - hot.length] = spill.append(oldest);
            checksums[pageCount - hot.length] = Checksum.of(oldest);
        }
        hot[place] = new byte[pageBytes];
        firstSequences[pageCount] = count;
        pageCount++;
        tailUsed = 0;
        tailRecords = 0;
    }

    private boolean isHot(int number) {
        return number >= pageCount - hot.length;
    }

    private byte[] page(int number) {
        if (isHot(number)) {
            return hot[number % hot.length];
        }
        int place = number % cache.length;
        if (cached[place] != number) {
            // Cursors may still read the page that was here, so it is not overwritten.
            byte[] page = new byte[pageBytes];
            loads++;
            spill.read(positions[number], page);
            SpillDamaged.check(page, checksums[number], positions[number]);
            cache[place] = page;
            cached[place] = number;
        }
        return cache[place];
    }

    /** Call it after changing the bytes under the cursor in place. */
    public void changed(long sequence, RecordCursor cursor) {
        int number = pageOf((int) sequence);
        if (!isHot(number)) {
            spill.replace(positions[number], cursor.bytes());
            checksums[number] = Checksum.of(cursor.bytes());
        }
    }

    /** Moves the cursor to a record. The sequence must be in [0, count). */
    public void moveTo(long sequence, RecordCursor cursor) {
        Invariant.check(sequence >= 0 && sequence < count, "a record exists", sequence, count);
        looks++;
        int pageIndex = pageOf((int) sequence);
        byte[] page = page(pageIndex);
        int ordinal = (int) sequence - firstSequences[pageIndex];
        int start = ordinal == 0 ? 0 : endOf(page, ordinal - 1);
        cursor.moveTo(page, start, endOf(page, ordinal));
    }

    private int endOf(byte[] page, int ordinal) {
        int slot = pageBytes - SLOT_BYTES * (ordinal + 1);
        return (page[slot] & 0xff) << 8 | (page[slot + 1] & 0xff);
    }

    private int pageOf(int sequence) {
        int hint = pageHint;
        if (sequence >= firstSequences[hint]
                && (hint + 1 == pageCount || sequence < firstSequences[hint + 1])) {
            return hint;
        }
        int found = Arrays.binarySearch(firstSequences, 0, pageCount, sequence);
        pageHint = found >= 0 ? found : -found - 2;
        return pageHint;
    }

    /** Total cost of reads so far, in units of record reads. */
    public long units() {
        return looks + loads * UNITS_PER_PAGE;
    }

    /** Approximate memory, in bytes. */
    public long bytes() {
        int inMemory = Math.min(pageCount, hot.length + cache.length);
        return (long) inMemory * (pageBytes + 16) + positions.length * 16L;
    }
}
