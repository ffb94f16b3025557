package org.davebank.exchange;

import java.util.HashMap;
import java.util.Map;

/**
 * How often a row's content has stood in the file so far. A fingerprint of 64 bits stands for the
 * content: the key that a count becomes part of has the whole of it, so an accident only gives two rows
 * numbers that they need not have.
 *
 * <p>Memory is bounded: 10 to 16 bytes for each of at most {@link #DIFFERENT_MAX} different contents,
 * and some more for each that stands there twice. What comes later is not counted and is
 * distinguished by its line. Not thread-safe.
 */
public final class Occurrences {

    /** Different contents that are counted, which takes 20 MB. */
    static final int DIFFERENT_MAX = 1_500_000;

    /** Contents that stand there more than once and are counted. */
    private static final int REPEATED_MAX = 300_000;

    /** Stands for "not counted". */
    static final int UNKNOWN = 0;

    /** The table grows in parts, so that little of it is there twice meanwhile. */
    private static final int PARTS = 64;

    private static final int PART_SLOTS_MIN = 16;

    private final int differentMax;
    private final long[][] parts = new long[PARTS][];
    private final int[] used = new int[PARTS];
    private final Map<Long, Integer> repeated = new HashMap<>();
    private int different;

    public Occurrences() {
        this(DIFFERENT_MAX);
    }

    /** A smaller memory, for tests. */
    public Occurrences(int differentMax) {
        this.differentMax = differentMax;
    }

    /** Counts the content once more and says how often it has come, from 1, or {@link #UNKNOWN}. */
    public int next(long fingerprint) {
        long print = fingerprint == 0 ? 1 : fingerprint; // Zero is a free slot.
        int part = (int) (print & PARTS - 1);
        long[] slots = parts[part];
        if (slots == null) {
            slots = new long[PART_SLOTS_MIN];
            parts[part] = slots;
        }
        int slot = slot(slots, print);
        if (slots[slot] == print) {
            return again(print);
        }
        if (different == differentMax) {
            return UNKNOWN;
        }
        slots[slot] = print;
        different++;
        used[part]++;
        if (used[part] * 5L > slots.length * 4L) {
            parts[part] = grown(slots);
        }
        return 1;
    }

    private int again(long print) {
        Integer before = repeated.get(print);
        boolean full = before == null && repeated.size() == REPEATED_MAX;
        if (full || before != null && before == Integer.MAX_VALUE) {
            return UNKNOWN;
        }
        int count = before == null ? 2 : before + 1;
        repeated.put(print, count);
        return count;
    }

    /** The slot of the print, or the free one where it belongs. */
    private static int slot(long[] slots, long print) {
        int slot = (int) ((print >>> 32) * slots.length >>> 32);
        while (slots[slot] != 0 && slots[slot] != print) {
            slot = slot + 1 == slots.length ? 0 : slot + 1;
        }
        return slot;
    }

    private static long[] grown(long[] slots) {
        long[] more = new long[slots.length + (slots.length >> 1)];
        for (long print : slots) {
            if (print != 0) {
                more[slot(more, print)] = print;
            }
        }
        return more;
    }
}
