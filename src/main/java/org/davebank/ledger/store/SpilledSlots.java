package org.davebank.ledger.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.davebank.base.Checksum;
import org.davebank.base.Spill;
import org.davebank.base.SpillDamaged;
import org.jspecify.annotations.Nullable;

/**
 * The older slots of a part of a {@link HashIndex}: sorted by mark, in pages of the spill that
 * every merge rewrites in place. Memory holds the first mark of each page and a filter over all
 * marks, so that most lookups of new hashes read no page. Not thread-safe.
 */
final class SpilledSlots {

    static final int PAGE_SLOTS = 512;

    static final int PAGE_BYTES = PAGE_SLOTS * Long.BYTES;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Spill spill;

    /** Buffer for the page being read or written, shared by all parts of an index. */
    private final byte[] page;

    private long[] positions = new long[0];

    /** Expected checksum of each page. */
    private int[] checksums = new int[0];

    /** The mark of each page's first slot. */
    private int[] firsts = new int[0];

    private BloomFilter filter = new BloomFilter(1);
    private int count;

    SpilledSlots(Spill spill, byte[] page) {
        this.spill = spill;
        this.page = page;
    }

    int count() {
        return count;
    }

    /** A walk over all slots with this mark, valid until the next one; null if there are none. */
    @Nullable Walk find(int mark) {
        return filter.mayHold(mark) ? new Walk(mark) : null;
    }

    /** Reads page after page. */
    final class Walk {
        private final int mark;
        private int number;
        private int place;

        private Walk(int mark) {
            this.mark = mark;
            this.number = pageBefore(mark);
            read(number);
            this.place = firstPlace(slotsOf(number), mark);
        }

        /** The next slot, or 0 after the last. */
        long next() {
            if (place == slotsOf(number)) {
                if (number + 1 == positions.length) {
                    return 0;
                }
                number++;
                read(number);
                place = 0;
            }
            long slot = slotAt(place);
            if (markOf(slot) != mark) {
                return 0;
            }
            place++;
            return slot;
        }

        /** Replaces the last returned slot by another of the same mark. */
        void replace(long slot) {
            put(place - 1, slot);
            spill.replace(positions[number], page);
            checksums[number] = Checksum.of(page);
        }
    }

    /** Merges in these slots, which are in ascending order. */
    void merge(long[] added) {
        long[] all = new long[count + added.length];
        for (int number = 0; number < positions.length; number++) {
            read(number);
            for (int i = 0; i < slotsOf(number); i++) {
                all[number * PAGE_SLOTS + i] = slotAt(i);
            }
        }
        // From the back, so that nothing is overwritten before it is moved.
        int old = count - 1;
        int fresh = added.length - 1;
        for (int to = all.length - 1; fresh >= 0; to--) {
            all[to] =
                    old >= 0 && markOf(all[old]) > markOf(added[fresh])
                            ? all[old--]
                            : added[fresh--];
        }
        count = all.length;
        write(all);
        filter = new BloomFilter(count);
        for (long slot : all) {
            filter.add(markOf(slot));
        }
    }

    /** Replaces a slot by another of the same mark; false if {@code existing} is absent. */
    boolean replace(long existing, long replacement) {
        Walk walk = find(markOf(existing));
        if (walk == null) {
            return false;
        }
        for (long slot = walk.next(); slot != 0; slot = walk.next()) {
            if (slot == existing) {
                walk.replace(replacement);
                return true;
            }
        }
        return false;
    }

    private void write(long[] all) {
        int pages = (all.length + PAGE_SLOTS - 1) / PAGE_SLOTS;
        int before = positions.length;
        positions = Arrays.copyOf(positions, pages);
        firsts = new int[pages];
        checksums = new int[pages];
        for (int number = 0; number < pages; number++) {
            int first = number * PAGE_SLOTS;
            for (int i = 0; i < slotsOf(number); i++) {
                put(i, all[first + i]);
            }
            firsts[number] = markOf(all[first]);
            checksums[number] = Checksum.of(page);
            if (number < before) {
                spill.replace(positions[number], page);
            } else {
                positions[number] = spill.append(page);
            }
        }
    }

    private void read(int number) {
        spill.read(positions[number], page);
        SpillDamaged.check(page, checksums[number], positions[number]);
    }

    private static int markOf(long slot) {
        return (int) (slot >>> 32);
    }

    private long slotAt(int place) {
        return (long) LONG.get(page, place * Long.BYTES);
    }

    private void put(int place, long slot) {
        LONG.set(page, place * Long.BYTES, slot);
    }

    private int slotsOf(int number) {
        return Math.min(PAGE_SLOTS, count - number * PAGE_SLOTS);
    }

    /**
     * The position in the page of the first slot whose mark is not below this one, or the number of
     * slots.
     */
    private int firstPlace(int slots, int mark) {
        int low = 0;
        int high = slots;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (markOf(slotAt(middle)) < mark) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The last page whose first mark is below this one, else the first page. */
    private int pageBefore(int mark) {
        int low = 0;
        int high = firsts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (firsts[middle] < mark) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.max(0, low - 1);
    }

    /** Approximate memory, in bytes. */
    long bytes() {
        return positions.length * 16L + filter.bytes() + 48;
    }
}
