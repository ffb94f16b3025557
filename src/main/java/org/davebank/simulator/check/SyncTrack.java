package org.davebank.simulator.check;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * Compares what a replica counts as synced with what its disk has done, in one life of its process:
 * an entry is durable once the first sync has finished that was requested in the turn that wrote it
 * or later.
 *
 * <pre>
 * Rule
 *   P6  what a member counts as synced is synced, entry by entry, not index by index
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class SyncTrack {

    private final String who;
    private final LongUnaryOperator termAt;
    private long[] terms;
    private long[] covers;
    private int last;
    private long durableChecked;

    /**
     * Starts with the log that the process found.
     *
     * @param termAt the terms of the log's entries as they are at the time of the call
     */
    public SyncTrack(String who, long lastIndex, long durableIndex, LongUnaryOperator termAt) {
        this.who = who;
        this.termAt = termAt;
        this.last = Math.toIntExact(lastIndex);
        this.terms = new long[Math.max(64, last * 2)];
        this.covers = new long[terms.length];
        this.durableChecked = durableIndex;
        for (int i = 1; i <= last; i++) {
            terms[i] = termAt.applyAsLong(i);
        }
    }

    /** @param syncsAsked the number of syncs requested from the disk by the end of the turn */
    public void logMoved(long lastIndex, long syncsAsked) {
        int now = Math.toIntExact(lastIndex);
        int same = Math.min(last, now);
        while (same > 0 && termAt.applyAsLong(same) != terms[same]) {
            same--;
        }
        if (now >= terms.length) {
            terms = Arrays.copyOf(terms, now * 2);
            covers = Arrays.copyOf(covers, now * 2);
        }
        for (int i = same + 1; i <= now; i++) {
            terms[i] = termAt.applyAsLong(i);
            covers[i] = syncsAsked;
        }
        last = now;
        durableChecked = Math.min(durableChecked, same);
    }

    /**
     * @param durable the index up to which the replica counts its log as synced
     * @param syncsCompleted the number of syncs finished, in order
     */
    public void check(long durable, long syncsCompleted) {
        if (durable > durableChecked) {
            long cover = covers[(int) durable];
            if (cover > syncsCompleted) {
                throw new Violation(
                        "P6: "
                                + who
                                + " counts entry "
                                + durable
                                + " as synced, which waits for sync "
                                + cover
                                + " while "
                                + syncsCompleted
                                + " are finished");
            }
            durableChecked = durable;
        }
    }
}
