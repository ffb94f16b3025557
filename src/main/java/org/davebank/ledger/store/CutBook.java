package org.davebank.ledger.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this shard noted at its newest marks. It keeps a few of them, because an audit reads them right after
 * it has asked for the mark; what is gone is not judged. Not thread-safe.
 */
public final class CutBook {

    /** Cuts that are kept; each has at most as many legs as the {@link DecisionBook} has room for. */
    public static final int KEPT = 3;

    /** Approximate memory of a leg, which shares its decision with the book. */
    private static final int LEG_BYTES = 8;

    /**
     * A cut.
     *
     * @param sequence of the first record after it
     * @param transit TRANSIT by currency
     * @param legs committed movements that the book of decisions had
     */
    public record Cut(
            long mark,
            long index,
            long sequence,
            Map<String, Long> transit,
            List<DecisionBook.Decision> legs) {}

    private final Deque<Cut> cuts = new ArrayDeque<>();
    private long newestMark;
    private long newestIndex;
    private long workedIndex;
    private long hash;

    public void add(Cut cut) {
        cuts.addFirst(cut);
        if (cuts.size() > KEPT) {
            cuts.removeLast();
        }
        newestMark = cut.mark();
        newestIndex = cut.index();
        hash = StateHash.ofPair(cut.mark(), cut.index());
    }

    /** The cut of a mark, or null if there was none or it is no longer kept. */
    public @Nullable Cut find(long mark) {
        for (Cut cut : cuts) {
            if (cut.mark() == mark) {
                return cut;
            }
        }
        return null;
    }

    /** Number of the newest mark; 0 before the first. */
    public long newestMark() {
        return newestMark;
    }

    /** Index of the entry with the newest mark. */
    public long newestIndex() {
        return newestIndex;
    }

    /** The entry at this index does something other than to mark. */
    public void worked(long index) {
        workedIndex = index;
    }

    /** Index of the newest entry that did anything else than to mark; 0 before the first. */
    public long workedIndex() {
        return workedIndex;
    }

    public long hash() {
        return hash;
    }

    public long bytes() {
        long legs = 0;
        for (Cut cut : cuts) {
            legs += cut.legs().size();
        }
        return legs * LEG_BYTES;
    }
}
