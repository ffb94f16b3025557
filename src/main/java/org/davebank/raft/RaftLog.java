package org.davebank.raft;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;

/**
 * The log, and how much of it is committed and synced. Its newest part lies in memory, the rest in
 * blocks in the spill.
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>Indices are consecutive from {@code baseIndex + 1}; terms never fall.
 *   <li>{@code baseIndex <= commitIndex <= lastIndex} and {@code durableIndex <= lastIndex}.
 *   <li>An entry at or below {@code commitIndex} is never replaced.
 *   <li>Whatever is at or below {@code durableIndex} survives a crash exactly as it is here.
 *   <li>{@code entries} begins right after the archive's last entry.
 * </ol>
 */
public final class RaftLog {

    /** Entries leave memory in blocks of this part of what memory may hold, or a little more. */
    private static final int BLOCKS_IN_MEMORY = 16;

    /** What an entry takes in memory beside its data: two objects, and its place in the list. */
    private static final int ENTRY_MEMORY_BYTES = 64;

    /** The place for a snapshot: the last index and term that it holds. Nothing sets them yet. */
    private final long baseIndex = 0;

    private final long baseTerm = 0;

    private final LogArchive archive;
    private final int memoryBytesMax;
    private final int blockBytes;
    private final ArrayList<Entry> entries = new ArrayList<>();
    private long lastTerm = baseTerm;
    private long commitIndex = baseIndex;
    private long durableIndex;

    /** The lowest index ever cut off in this life, and the highest term among what was cut. */
    private long cutIndex = Long.MAX_VALUE;

    private long cutTerm;

    private long bytes;

    /**
     * An empty log.
     *
     * @param memoryBytesMax committed entries beyond this leave memory, oldest first
     */
    public RaftLog(Spill spill, int memoryBytesMax) {
        this.archive = new LogArchive(spill, baseIndex);
        this.memoryBytesMax = memoryBytesMax;
        this.blockBytes = Math.max(1, memoryBytesMax / BLOCKS_IN_MEMORY);
    }

    /**
     * Takes an entry that was found on disk, before this log is used. One at or below the log's end
     * replaces it and everything after it, as it did when it was written. None is known to be
     * committed.
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

    /** A view of consecutive entries; those that are not in memory are read when they are asked for. */
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

    /** Sends the oldest entries away, none above {@code indexMax}, while memory holds too many. */
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
        List<Entry> committed = range(commitIndex + 1, index);
        commitIndex = index;
        return committed;
    }

    /** Entries from {@code first} on, at least one, of no more than {@code bytesMax} if several. */
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
