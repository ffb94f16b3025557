package org.davebank.ledger.store;

import java.util.Arrays;

/**
 * The newest slots of a part of a {@link HashIndex}: open addressing with linear probing; zero is
 * an empty place. A slot's place depends only on its mark, so growing never reads a record. Not
 * thread-safe.
 */
final class SlotTable {

    private static final int PLACES_MIN = 8;

    private long[] places = new long[PLACES_MIN];
    private int count;

    private int probeMark;
    private int probePlace;

    int count() {
        return count;
    }

    /** Begins a lookup of all slots with this mark. */
    void probe(int mark) {
        probeMark = mark;
        probePlace = placeOf(mark, places.length);
    }

    /** The next slot of the lookup, or 0 after the last. */
    long next() {
        while (true) {
            long slot = places[probePlace];
            if (slot == 0) {
                return 0;
            }
            probePlace = (probePlace + 1) & (places.length - 1);
            if ((int) (slot >>> 32) == probeMark) {
                return slot;
            }
        }
    }

    void add(long slot) {
        if ((count + 1) * 5L > places.length * 4L) {
            long[] larger = new long[places.length * 2];
            for (long old : places) {
                if (old != 0) {
                    place(larger, old);
                }
            }
            places = larger;
        }
        place(places, slot);
        count++;
    }

    /** Replaces a slot by another of the same mark; false if {@code existing} is absent. */
    boolean replace(long existing, long replacement) {
        int place = placeOf((int) (existing >>> 32), places.length);
        while (places[place] != existing) {
            if (places[place] == 0) {
                return false;
            }
            place = (place + 1) & (places.length - 1);
        }
        places[place] = replacement;
        return true;
    }

    /** Removes and returns all slots, in ascending order. */
    long[] drain() {
        long[] all = new long[count];
        int taken = 0;
        for (long slot : places) {
            if (slot != 0) {
                all[taken++] = slot;
            }
        }
        Arrays.sort(all);
        Arrays.fill(places, 0);
        count = 0;
        return all;
    }

    private static void place(long[] places, long slot) {
        int place = placeOf((int) (slot >>> 32), places.length);
        while (places[place] != 0) {
            place = (place + 1) & (places.length - 1);
        }
        places[place] = slot;
    }

    /** The top bits of the mark, so that a grown table keeps the order of the old one. */
    private static int placeOf(int mark, int places) {
        return mark >>> (32 - Integer.numberOfTrailingZeros(places));
    }

    long bytes() {
        return places.length * 8L;
    }
}
