package org.davebank.ledger.store;

import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.jspecify.annotations.Nullable;

/**
 * Maps a 64-bit hash to the sequences of candidate records; the caller verifies each one against
 * its record.
 *
 * <p>A slot is one long: 32 bits of the hash, its <em>mark</em>, and the sequence plus one. The
 * index is divided into 256 parts by the hash's top byte. Each part is a small log-structured merge
 * tree (O'Neil et al. 1996) of two levels: the newest slots in a table in memory, the older ones
 * sorted in the {@link Spill}. When the new slots are a sixteenth of a part, they are merged into
 * the old. So memory holds about three bytes per entry, a single command merges at most one part,
 * and the merge cost per entry is the same at any size. Not thread-safe.
 */
public final class HashIndex {

    private static final int PARTS = 256;

    /** Minimum number of new slots before a part is merged. */
    static final int RECENT_SLOTS_MIN = 64;

    /** Larger parts merge when their recent slots are this share of their old ones. */
    private static final int OLD_TO_RECENT = 16;

    private final Spill spill;
    private final byte[] page = new byte[SpilledSlots.PAGE_BYTES];
    private final @Nullable Part[] parts = new Part[PARTS];
    private long bytes = PARTS * 8L + SpilledSlots.PAGE_BYTES;

    private @Nullable Part probed;
    private int probeMark;
    private boolean probesOld;
    private SpilledSlots.@Nullable Walk probedOld;

    /** Creates an empty index that keeps older slots in the spill. */
    public HashIndex(Spill spill) {
        this.spill = spill;
    }

    private static final class Part {
        final SlotTable recent = new SlotTable();
        final SpilledSlots old;
        final int recentSlotsMin;

        Part(Spill spill, byte[] page) {
            this.recentSlotsMin = spill.kept(RECENT_SLOTS_MIN);
            this.old = new SpilledSlots(spill, page);
        }

        void add(long slot) {
            recent.add(slot);
            if (recent.count() >= Math.max(recentSlotsMin, old.count() / OLD_TO_RECENT)) {
                old.merge(recent.drain());
            }
        }

        long bytes() {
            return recent.bytes() + old.bytes() + 64;
        }
    }

    /** Begins a lookup; {@link #next} then returns the candidates. */
    public void probe(long hash) {
        probed = parts[partOf(hash)];
        probeMark = markOf(hash);
        probesOld = false;
        probedOld = null;
        if (probed != null) {
            probed.recent.probe(probeMark);
        }
    }

    /** The next candidate of the current lookup, or -1 after the last. */
    public long next() {
        if (probed == null) {
            return -1;
        }
        if (!probesOld) {
            long slot = probed.recent.next();
            if (slot != 0) {
                return sequenceOf(slot);
            }
            probesOld = true;
            probedOld = probed.old.find(probeMark);
        }
        long slot = probedOld == null ? 0 : probedOld.next();
        return slot == 0 ? -1 : sequenceOf(slot);
    }

    /** Adds an entry; ends the current lookup. */
    public void add(long hash, long sequence) {
        int at = partOf(hash);
        Part part = parts[at];
        if (part == null) {
            part = new Part(spill, page);
            parts[at] = part;
        } else {
            bytes -= part.bytes();
        }
        part.add(slot(hash, sequence));
        bytes += part.bytes();
        probed = null;
        probedOld = null;
    }

    /** Makes the entry of {@code oldSequence} point to {@code newSequence}; it must exist. */
    public void replace(long hash, long oldSequence, long newSequence) {
        Part part = parts[partOf(hash)];
        long existing = slot(hash, oldSequence);
        long replacement = slot(hash, newSequence);
        boolean replaced =
                part != null
                        && (part.recent.replace(existing, replacement)
                                || part.old.replace(existing, replacement));
        Invariant.check(replaced, "an entry to replace exists");
    }

    private static int partOf(long hash) {
        return (int) (hash >>> 56);
    }

    private static int markOf(long hash) {
        return (int) (hash >>> 24);
    }

    private static long slot(long hash, long sequence) {
        return (long) markOf(hash) << 32 | (sequence + 1);
    }

    private static long sequenceOf(long slot) {
        return (slot & 0xffff_ffffL) - 1;
    }

    /** Approximate memory, in bytes. */
    public long bytes() {
        return bytes;
    }
}
