package org.davebank.ledger;

import org.davebank.base.Invariant;

/**
 * From a 64-bit hash to the sequences of the records that may be meant; the caller verifies each
 * one against its record.
 *
 * <p>Open addressing with linear probing in one long a slot: 32 bits of the hash and the sequence
 * plus one; zero is an empty slot. The table is cut into 256 parts by the hash's top byte and each
 * grows by itself, so that no single command pays for copying the whole index. A slot's place comes
 * from the stored bits, so growing never reads a record. Not thread-safe.
 */
final class HashIndex {

    private static final int PARTS = 256;
    private static final int PART_SLOTS_MIN = 8;

    private final long[][] parts = new long[PARTS][];
    private final int[] counts = new int[PARTS];
    private long slotsTotal;

    private int probePart;
    private int probeSlot;
    private int probeMark;

    /** Begins a look-up; {@link #next} then yields the candidates. */
    void probe(long hash) {
        probePart = (int) (hash >>> 56);
        probeMark = (int) (hash >>> 24);
        long[] part = parts[probePart];
        probeSlot = part == null ? 0 : slotOf(probeMark, part.length);
    }

    /** The next candidate of the look-up begun last, or -1 when there is none left. */
    long next() {
        long[] part = parts[probePart];
        if (part == null) {
            return -1;
        }
        int mask = part.length - 1;
        while (true) {
            long slot = part[probeSlot];
            if (slot == 0) {
                return -1;
            }
            probeSlot = (probeSlot + 1) & mask;
            if ((int) (slot >>> 32) == probeMark) {
                return (slot & 0xffff_ffffL) - 1;
            }
        }
    }

    void add(long hash, long sequence) {
        int index = (int) (hash >>> 56);
        long[] part = parts[index];
        if (part == null) {
            part = new long[PART_SLOTS_MIN];
            parts[index] = part;
            slotsTotal += PART_SLOTS_MIN;
        } else if ((counts[index] + 1) * 5L > part.length * 4L) {
            part = grown(part);
            slotsTotal += part.length / 2;
            parts[index] = part;
        }
        place(part, (long) (int) (hash >>> 24) << 32 | (sequence + 1));
        counts[index]++;
    }

    /** Makes the entry of {@code oldSequence} point to {@code newSequence}; it must be there. */
    void replace(long hash, long oldSequence, long newSequence) {
        long[] part = parts[(int) (hash >>> 56)];
        int mark = (int) (hash >>> 24);
        long wanted = (long) mark << 32 | (oldSequence + 1);
        int slot = slotOf(mark, part.length);
        while (part[slot] != wanted) {
            Invariant.check(part[slot] != 0, "an entry to replace exists");
            slot = (slot + 1) & (part.length - 1);
        }
        part[slot] = (long) mark << 32 | (newSequence + 1);
    }

    private static long[] grown(long[] part) {
        long[] larger = new long[part.length * 2];
        for (long slot : part) {
            if (slot != 0) {
                place(larger, slot);
            }
        }
        return larger;
    }

    private static void place(long[] part, long entry) {
        int slot = slotOf((int) (entry >>> 32), part.length);
        while (part[slot] != 0) {
            slot = (slot + 1) & (part.length - 1);
        }
        part[slot] = entry;
    }

    /** The top bits of the mark, so that a grown part keeps the order of the old one. */
    private static int slotOf(int mark, int slots) {
        return mark >>> (32 - Integer.numberOfTrailingZeros(slots));
    }

    long bytes() {
        return slotsTotal * 8 + PARTS * 24L;
    }
}
