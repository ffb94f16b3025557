package org.davebank.raft;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;

/**
 * The log with its commit and durable indexes. Its newest part is in memory, the rest in blocks in
 * the spill.
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>Indexes are consecutive from {@code baseIndex + 1}; terms never decrease.
 *   <li>{@code baseIndex <= commitIndex <= lastIndex} and {@code durableIndex <= lastIndex}.
 *   <li>An entry at or below {@code commitIndex} is never replaced.
 *   <li>Entries at or below {@code durableIndex} survive a crash unchanged.
 *   <li>{@code entries} begins right after the archive's last entry.
 * </ol>
 */
public final class RaftLog {

    /** Entries leave memory in blocks of at least this fraction of the memory limit. */
    private static final int BLOCKS_IN_MEMORY = 16;

    /** Memory overhead of an entry: two objects and its place in the list. */
    private static final int ENTRY_MEMORY_BYTES = 64;

    /** The last index and term of a snapshot. Not set yet. */
    private final long baseIndex = 0;

    private final long baseTerm = 0;

    private final LogArchive archive;
    private final int memoryBytesMax;
    private final int blockBytes;
    private final ArrayList<Entry> entries = new ArrayList<>();
    private long lastTerm = baseTerm;
    private long commitIndex = baseIndex;
    private long durableIndex;

    /**
     * The lowest index truncated since the start, and the highest term among the truncated entries.
     */
    private long cutIndex = Long.MAX_VALUE;

    private long cutTerm;

    private long bytes;

    /**
     * Creates an empty log.
     *
     * @param memoryBytesMax committed entries beyond this leave memory, oldest first
     */
    public RaftLog(Spill spill, int memoryBytesMax) {
        this.archive = new LogArchive(spill, baseIndex);
        this.memoryBytesMax = memoryBytesMax;
        this.blockBytes = Math.max(1, memoryBytesMax / BLOCKS_IN_MEMORY);
    }

    /**
     * Adds an entry from disk, before this log is used. An entry at or below the log's end replaces
     * the existing one and everything after it, as when it was written. No restored entry is known
     * to be committed.
     */
    public void restore(Entry entry) {
        if (entry.index() <= lastIndex()) {
            removeFrom(entry.index());
        }
        add(entry);
        archive(lastIndex());
        durableIndex = lastIndex();
    }

    long lastIndex() {
        return archive.lastIndex() + entries.size();
    }

    long lastTerm() {
        return lastTerm;
    }

    /** What the log takes in memory, roughly. */
    long bytes() {
        return bytes + archive.bytes();
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
        long archived = archive.lastIndex();
        return index <= archived ? archive.entry(index) : entries.get((int) (index - archived - 1));
    }

    /** A view of consecutive entries; entries that are not in memory are read on access. */
    List<Entry> range(long first, long last) {
        long archived = archive.lastIndex();
        if (first > archived) {
            return List.copyOf(
                    entries.subList((int) (first - archived - 1), (int) (last - archived)));
        }
        return new AbstractList<>() {
            @Override
            public Entry get(int i) {
                return entry(first + i);
            }

            @Override
            public int size() {
                return (int) (last - first + 1);
            }
        };
    }

    long termAt(long index) {
        return index == baseIndex ? baseTerm : entry(index).term();
    }

    boolean matches(long index, long term) {
        return index >= baseIndex && index <= lastIndex() && termAt(index) == term;
    }

    /** The offered entries from the first one that is missing or different here. */
    List<Entry> newPart(List<Entry> offered) {
        for (int i = 0; i < offered.size(); i++) {
            Entry entry = offered.get(i);
            if (entry.index() > baseIndex && !matches(entry.index(), entry.term())) {
                return offered.subList(i, offered.size());
            }
        }
        return List.of();
    }

    /** Appends consecutive entries and truncates existing entries at their indexes. */
    void append(List<Entry> added) {
        long first = added.getFirst().index();
        Invariant.check(first <= lastIndex() + 1, "no gap in the log", first, lastIndex());
        if (first <= lastIndex()) {
            cutFrom(first);
        }
        added.forEach(this::add);
        archive(commitIndex);
    }

    private void add(Entry entry) {
        Invariant.check(entry.index() == lastIndex() + 1, "entries are consecutive");
        Invariant.check(entry.term() >= lastTerm, "terms never fall along the log");
        entries.add(entry);
        lastTerm = entry.term();
        bytes += entry.bytes() + ENTRY_MEMORY_BYTES;
    }

    /** Archives the oldest entries, up to {@code indexMax}, while memory holds too many. */
    private void archive(long indexMax) {
        while (bytes > memoryBytesMax + blockBytes) {
            int count = 0;
            long size = 0;
            while (count < entries.size()
                    && entries.get(count).index() <= indexMax
                    && size < blockBytes) {
                size += entries.get(count++).bytes();
            }
            if (size < blockBytes) {
                return;
            }
            List<Entry> block = entries.subList(0, count);
            archive.append(block);
            bytes -= size + (long) count * ENTRY_MEMORY_BYTES;
            block.clear();
        }
    }

    private void cutFrom(long first) {
        Invariant.check(
                first > commitIndex, "a committed entry is never replaced", first, commitIndex);
        cutIndex = Math.min(cutIndex, first);
        cutTerm = Math.max(cutTerm, lastTerm);
        durableIndex = Math.min(durableIndex, first - 1);
        removeFrom(first);
    }

    private void removeFrom(long first) {
        if (first <= archive.lastIndex()) {
            entries.clear();
            entries.addAll(archive.cutFrom(first));
        } else {
            entries.subList((int) (first - archive.lastIndex() - 1), entries.size()).clear();
        }
        bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.bytes() + ENTRY_MEMORY_BYTES;
        }
        lastTerm = termAt(lastIndex());
    }

    /**
     * The entry with this index and term and all earlier ones are synced. Ignored unless that entry
     * is still in the log. Index and term alone cannot distinguish an entry from a truncated one
     * that a later leader restored, so reports that may be about a truncated entry are ignored too:
     * the next entry of a newer term is persisted soon and covers it.
     *
     * @return whether the durable index has advanced
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

    /** Advances the commit index and returns the newly committed entries. */
    List<Entry> commit(long index) {
        Invariant.check(index >= commitIndex, "commit never falls", index, commitIndex);
        Invariant.check(index <= lastIndex(), "commit stays inside the log", index, lastIndex());
        List<Entry> committed = range(commitIndex + 1, index);
        commitIndex = index;
        return committed;
    }

    /** Entries from {@code first} on: at least one, and at most {@code bytesMax} if several. */
    List<Entry> slice(long first, int bytesMax, int countMax) {
        List<Entry> slice = new ArrayList<>();
        long bytes = 0;
        for (long index = first; index <= lastIndex() && slice.size() < countMax; index++) {
            Entry entry = entry(index);
            bytes += entry.bytes();
            if (bytes > bytesMax && !slice.isEmpty()) {
                break;
            }
            slice.add(entry);
        }
        return slice;
    }

    /** The first index of the term of the entry at {@code index}. */
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
