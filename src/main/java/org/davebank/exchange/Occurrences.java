package org.davebank.exchange;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often a row's content has occurred in the file. The content is represented by a 64-bit
 * fingerprint. A collision is harmless: the key also contains the whole content, so two rows only
 * get higher numbers than necessary.
 *
 * <p>Memory is bounded: 10 to 16 bytes for each of at most {@link #DISTINCT_MAX} distinct
 * contents, and some more for each repeated one. Later contents are not counted and are
 * distinguished by their line. Not thread-safe.
 */
public final class Occurrences {

    /** Distinct contents that are counted, using 20 MB. */
    static final int DISTINCT_MAX = 1_500_000;

    /** Repeated contents that are counted. */
    private static final int REPEATED_MAX = 300_000;

    /** Means "not counted". */
    static final int UNKNOWN = 0;

    /** The table grows in parts, so that only a small part is duplicated meanwhile. */
    private static final int PARTS = 64;

    private static final int PART_SLOTS_MIN = 16;

    private final int distinctMax;
    private final long[][] parts = new long[PARTS][];
    private final int[] used = new int[PARTS];
    private final Map<Long, Integer> repeated = new HashMap<>();
    private int different;

    public Occurrences() {
        this(DISTINCT_MAX);
    }

    /** With a smaller capacity, for tests. */
    public Occurrences(int distinctMax) {
        this.distinctMax = distinctMax;
    }

    /** Counts the content and returns its occurrences so far, from 1, or {@link #UNKNOWN}. */
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
        if (different == distinctMax) {
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

    /** The slot of the fingerprint, or the free slot where it belongs. */
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
