package org.davebank.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.davebank.base.Invariant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the file {@link JournalState#FILE} when the first sync in a segment has finished and when
 * a term or vote changes.
 *
 * <pre>
 * Invariants
 *   S1  at most one slot is unsynced: the next write waits for the sync of the last one
 *   S2  nothing is written before the first sync of this process, which covers the writes of an
 *       earlier one
 *   S3  positions up to coveredThrough are in segments that a synced slot lists
 * </pre>
 */
final class StateFile {

    /** A write that no sync has covered yet. */
    private record Write(long sequence, long segment) {}

    private final int segmentBytes;
    private final TreeMap<Integer, byte[]> terms;
    private final Deque<Write> unsynced = new ArrayDeque<>();
    private boolean exists;
    private boolean changed;
    private boolean anySync;
    private int slot;
    private long sequence;
    private long writtenSegment;
    private long coveredSegment;

    /** @param found the state of an earlier process, with the terms of the recovered journal */
    StateFile(
            int segmentBytes, JournalState.@Nullable Slots found, TreeMap<Integer, byte[]> terms) {
        this.segmentBytes = segmentBytes;
        this.terms = terms;
        JournalState newest = found == null ? null : found.newest();
        if (found != null && newest != null) {
            exists = true;
            slot = found.slot();
            sequence = newest.sequence();
            writtenSegment = segmentOf(newest.provenThrough());
            coveredSegment = writtenSegment;
            changed = found.damagedSlot() || !sameTerms(newest.terms());
        }
    }

    private boolean sameTerms(TreeMap<Integer, byte[]> others) {
        return terms.keySet().equals(others.keySet())
                && terms.entrySet().stream()
                        .allMatch(each ->
                                java.util.Arrays.equals(
                                        each.getValue(), others.get(each.getKey())));
    }

    /** The number of the segment that contains the last byte below a position. */
    private long segmentOf(long position) {
        return (position + segmentBytes - 1) / segmentBytes;
    }

    void term(int group, byte[] payload) {
        Invariant.check(
                payload.length <= JournalState.TERM_BYTES_MAX,
                "a term and a vote are short",
                payload.length,
                JournalState.TERM_BYTES_MAX);
        terms.put(group, payload);
        changed = true;
    }

    boolean isDue(long syncedThrough) {
        return anySync && (changed || segmentOf(syncedThrough) > writtenSegment);
    }

    void write(long journalId, long syncedThrough, List<JournalEffect> effects) {
        if (!exists) {
            exists = true;
            effects.add(
                    new JournalPreallocate(
                            JournalState.FILE,
                            (long) JournalState.SLOTS * JournalState.SLOT_BYTES));
        }
        if (unsynced.isEmpty()) {
            slot = (slot + 1) % JournalState.SLOTS;
        }
        sequence++;
        writtenSegment = Math.max(writtenSegment, segmentOf(syncedThrough));
        changed = false;
        unsynced.addLast(new Write(sequence, writtenSegment));
        byte[] bytes =
                new JournalState(sequence, journalId, syncedThrough, new TreeMap<>(terms)).encode();
        effects.add(new JournalWrite(JournalState.FILE, (long) slot * bytes.length, bytes));
    }

    /** The number of the last write. */
    long sequence() {
        return sequence;
    }

    /** A sync has finished that covers this write and all earlier ones. */
    void synced(long write) {
        anySync = true;
        while (!unsynced.isEmpty() && unsynced.getFirst().sequence() <= write) {
            coveredSegment = unsynced.removeFirst().segment();
        }
    }

    long coveredThrough() {
        return coveredSegment * segmentBytes;
    }
}
