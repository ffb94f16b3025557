package org.davebank.storage;

import java.util.Arrays;
import java.util.TreeMap;
import org.davebank.base.Invariant;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The content of one slot of the file {@link #FILE}; big-endian.
 *
 * <pre>
 * file = slot slot
 * slot = magic:8 version:4 sequence:8 journalId:8 provenThrough:8 groups:2
 *        (group:2 length:1 payload:length)* zeros crc:4      (SLOT_BYTES in all)
 * </pre>
 *
 * <p>The checksum covers the whole slot, including zeros, so that any changed byte is detected. The
 * slots are written alternately, each only after the other is synced.
 *
 * @param sequence number of the write of the file, from 1
 * @param provenThrough the position below which the journal was synced when this was written
 * @param terms the payload of each group's newest record {@link RecordKind#HARD_STATE}
 */
record JournalState(
        long sequence, long journalId, long provenThrough, TreeMap<Integer, byte[]> terms) {

    static final String FILE = "journal-state";

    static final int SLOTS = 2;

    /** Large enough for the terms of all groups of a network. */
    static final int SLOT_BYTES = 40 << 10;

    static final int TERM_BYTES_MAX = 24;
    static final int GROUPS_MAX = 1_025;

    private static final long MAGIC = 0xda5e_ba2c_5354_4154L;
    static final int VERSION = 1;
    private static final int CRC_AT = SLOT_BYTES - 4;

    /**
     * The newest slot that can be read, and what is wrong with the other.
     *
     * @param newerVersion of a slot that is whole and that a newer build wrote, else 0
     */
    record Slots(@Nullable JournalState newest, int slot, boolean damagedSlot, int newerVersion) {}

    byte[] encode() {
        Invariant.check(terms.size() <= GROUPS_MAX, "the terms fit", terms.size(), GROUPS_MAX);
        WireWriter out = new WireWriter(SLOT_BYTES);
        out.i64(MAGIC).i32(VERSION).i64(sequence).i64(journalId).i64(provenThrough);
        out.u16(terms.size());
        terms.forEach((group, payload) -> out.u16(group).u8(payload.length).raw(payload));
        byte[] slot = Arrays.copyOf(out.toBytes(), SLOT_BYTES);
        JournalFormat.putI32(slot, CRC_AT, JournalFormat.checksum(slot, 0, CRC_AT));
        return slot;
    }

    static Slots read(byte[] file) {
        JournalState newest = null;
        int newestAt = 0;
        boolean damaged = false;
        int newerVersion = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            int from = Math.min(file.length, slot * SLOT_BYTES);
            int to = Math.min(file.length, from + SLOT_BYTES);
            byte[] bytes = Arrays.copyOfRange(file, from, to);
            JournalState found = decode(bytes);
            damaged |= found == null && JournalScan.usedBytes(bytes) > 0;
            if (isWhole(bytes) && JournalFormat.i32(bytes, 8) > VERSION) {
                newerVersion = JournalFormat.i32(bytes, 8);
            }
            if (found != null && (newest == null || found.sequence > newest.sequence)) {
                newest = found;
                newestAt = slot;
            }
        }
        return new Slots(newest, newestAt, damaged, newerVersion);
    }

    /** Whether these are the bytes of a slot, of whichever version. */
    private static boolean isWhole(byte[] slot) {
        return slot.length == SLOT_BYTES
                && JournalFormat.i64(slot, 0) == MAGIC
                && JournalFormat.i32(slot, CRC_AT) == JournalFormat.checksum(slot, 0, CRC_AT);
    }

    private static @Nullable JournalState decode(byte[] slot) {
        if (!isWhole(slot) || JournalFormat.i32(slot, 8) != VERSION) {
            return null;
        }
        WireReader in = new WireReader(Arrays.copyOfRange(slot, 12, CRC_AT));
        try {
            long sequence = in.i64();
            long journalId = in.i64();
            long provenThrough = in.i64();
            int groups = in.u16();
            TreeMap<Integer, byte[]> terms = new TreeMap<>();
            for (int i = 0; i < groups; i++) {
                terms.put(in.u16(), in.raw(in.u8()));
            }
            return new JournalState(sequence, journalId, provenThrough, terms);
        } catch (WireException e) {
            return null;
        }
    }

    /**
     * Whether the state file's term and vote of a group are newer than the journal's: the term is
     * higher, or the journal has no vote yet.
     */
    static boolean isLater(byte[] state, byte @Nullable [] journal) {
        if (journal == null) {
            return true;
        }
        long difference = term(state) - term(journal);
        return difference > 0 || (difference == 0 && state.length > journal.length);
    }

    private static long term(byte[] payload) {
        try {
            return new WireReader(payload).varint();
        } catch (WireException e) {
            return 0;
        }
    }
}
