package org.davebank.raft;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Invariant;

/**
 * The log in memory, and how much of it is committed and synced.
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>Indices are consecutive from {@code baseIndex + 1}; terms never fall.
 *   <li>{@code baseIndex <= commitIndex <= lastIndex} and {@code durableIndex <= lastIndex}.
 *   <li>An entry at or below {@code commitIndex} is never replaced.
 *   <li>Whatever is at or below {@code durableIndex} survives a crash exactly as it is here.
 * </ol>
 */
final class RaftLog {

    /** What an entry takes in memory beside its data: two objects, and its place in the list. */
    private static final int ENTRY_MEMORY_BYTES = 64;

    /** The place for a snapshot: the last index and term that it holds. Nothing sets them yet. */
    private final long baseIndex = 0;

    private final long baseTerm = 0;

    private final ArrayList<Entry> entries = new ArrayList<>();
    private long commitIndex = baseIndex;
    private long durableIndex;

    /** The lowest index ever cut off in this life, and the highest term among what was cut. */
    private long cutIndex = Long.MAX_VALUE;

    private long cutTerm;

    private long bytes;

    /** All the given entries are synced already; none is known to be committed. */
    RaftLog(List<Entry> persisted) {
        if (!persisted.isEmpty()) {
            append(persisted);
        }
        durableIndex = lastIndex();
    }

    long baseIndex() {
        return baseIndex;
    }

    long lastIndex() {
        return baseIndex + entries.size();
    }

    long lastTerm() {
        return entries.isEmpty() ? baseTerm : entries.getLast().term();
    }

    /** What the entries take in memory, roughly. */
    long bytes() {
        return bytes;
    }

    long commitIndex() {
        return commitIndex;
    }

    long durableIndex() {
        return durableIndex;
    }

    Entry entry(long index) {
        Invariant.check(index > baseIndex, "the entry is above the base", index, baseIndex);
        Invariant.check(index <= lastIndex(), "the entry is in the log", index, lastIndex());
        return entries.get((int) (index - baseIndex - 1));
    }

    long termAt(long index) {
        return index == baseIndex ? baseTerm : entry(index).term();
    }

    boolean matches(long index, long term) {
        return index >= baseIndex && index <= lastIndex() && termAt(index) == term;
    }

    /** The part of the offered entries that begins with the first one missing or different here. */
    List<Entry> newPart(List<Entry> offered) {
        for (int i = 0; i < offered.size(); i++) {
            Entry entry = offered.get(i);
            if (entry.index() > baseIndex && !matches(entry.index(), entry.term())) {
                return offered.subList(i, offered.size());
            }
        }
        return List.of();
    }

    /** Adds consecutive entries and cuts off what was at their indices before. */
    void append(List<Entry> added) {
        long first = added.getFirst().index();
        Invariant.check(first <= lastIndex() + 1, "no gap in the log", first, lastIndex());
        if (first <= lastIndex()) {
            cutFrom(first);
        }
        for (Entry entry : added) {
            Invariant.check(entry.index() == lastIndex() + 1, "entries are consecutive");
            Invariant.check(entry.term() >= lastTerm(), "terms never fall along the log");
            entries.add(entry);
            bytes += entry.bytes() + ENTRY_MEMORY_BYTES;
        }
    }

    private void cutFrom(long first) {
        Invariant.check(
                first > commitIndex, "a committed entry is never replaced", first, commitIndex);
        cutIndex = Math.min(cutIndex, first);
        cutTerm = Math.max(cutTerm, lastTerm());
        durableIndex = Math.min(durableIndex, first - 1);
        List<Entry> cut = entries.subList((int) (first - baseIndex - 1), entries.size());
        for (Entry entry : cut) {
            bytes -= entry.bytes() + ENTRY_MEMORY_BYTES;
        }
        cut.clear();
    }

    /**
     * The entry with this index and term is synced, with all before it. Ignored unless that very
     * entry is still in the log. Index and term alone do not tell an entry from one that was cut
     * off and came back with a later leader, so news that may be about a cut entry is ignored too:
     * a newer term's entry is persisted soon and covers it.
     *
     * @return whether more is durable now
     */
    boolean persisted(long index, long term) {
        boolean present = index > baseIndex && matches(index, term);
        boolean ambiguous = index >= cutIndex && term <= cutTerm;
        if (!present || ambiguous || index <= durableIndex) {
            return false;
        }
        durableIndex = index;
        return true;
    }

    /** Moves the commit index forward and returns what is newly committed. */
    List<Entry> commit(long index) {
        Invariant.check(index >= commitIndex, "commit never falls", index, commitIndex);
        Invariant.check(index <= lastIndex(), "commit stays inside the log", index, lastIndex());
        List<Entry> committed =
                List.copyOf(
                        entries.subList(
                                (int) (commitIndex - baseIndex), (int) (index - baseIndex)));
        commitIndex = index;
        return committed;
    }

    /** Entries from {@code first} on, at least one, of no more than {@code bytesMax} if several. */
    List<Entry> slice(long first, int bytesMax, int countMax) {
        int from = (int) (first - baseIndex - 1);
        int to = from + 1;
        long bytes = entries.get(from).bytes();
        while (to < entries.size() && to - from < countMax) {
            bytes += entries.get(to).bytes();
            if (bytes > bytesMax) {
                break;
            }
            to++;
        }
        return List.copyOf(entries.subList(from, to));
    }

    /** The first index here of the term that the entry at {@code index} has. */
    long firstIndexOfTermAt(long index) {
        return lastIndexBelowTerm(termAt(index), index) + 1;
    }

    /**
     * The last index up to {@code limit} whose term is below {@code term}; the base if there is
     * none.
     */
    long lastIndexBelowTerm(long term, long limit) {
        long low = baseIndex;
        long high = limit;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (termAt(middle) < term) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
