package org.davebank.ledger.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.ledger.MovementKey;
import org.jspecify.annotations.Nullable;

/**
 * What this shard noted at its newest marks. It keeps a few of them, because an audit reads them right after
 * it has asked for the mark; what is gone is not judged. Not thread-safe.
 */
public final class CutBook {

    /** Cuts that are kept; each has at most as many decisions as the {@link DecisionBook} has room for. */
    public static final int KEPT = 3;

    /** Approximate memory of a decision that the book has too. */
    private static final int DECISION_BYTES = 8;

    /**
     * A cut.
     *
     * @param sequence of the first record after it
     * @param transit TRANSIT by currency
     * @param decisions committed movements that the book of decisions had
     */
    public record Cut(
            long mark,
            long index,
            long sequence,
            Map<String, Long> transit,
            List<DecisionBook.Decision> decisions) {

        /** How the books differ from it, in words; null if they are the same. */
        public @Nullable String difference(
                Map<String, Long> transitNow, List<DecisionBook.Decision> decisionsNow) {
            for (Map.Entry<String, Long> each : transitNow.entrySet()) {
                long before = transit.getOrDefault(each.getKey(), 0L);
                if (each.getValue() != before) {
                    return "TRANSIT in "
                            + each.getKey()
                            + " has become "
                            + each.getValue()
                            + " minor units by no entry of the log; it was "
                            + before
                            + " at mark "
                            + mark;
                }
            }
            if (decisionsNow.equals(decisions)) {
                return null;
            }
            Set<DecisionBook.Decision> added = new LinkedHashSet<>(decisionsNow);
            for (DecisionBook.Decision each : decisions) {
                if (!added.remove(each)) {
                    return about(each.key()) + " is no longer in the book, by no entry of the log";
                }
            }
            return added.isEmpty()
                    ? null
                    : about(added.iterator().next().key()) + " was made by no entry of the log";
        }

        private static String about(MovementKey key) {
            return "the decision about transaction " + key.id() + " of account " + key.account();
        }
    }

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

    /** The newest cut if nothing was done since but to mark; else null. */
    public @Nullable Cut untouched() {
        return workedIndex < newestIndex ? cuts.peekFirst() : null;
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
        long decisions = 0;
        for (Cut cut : cuts) {
            decisions += cut.decisions().size();
        }
        return decisions * DECISION_BYTES;
    }
}
