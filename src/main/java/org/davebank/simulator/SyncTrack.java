package org.davebank.simulator;

import java.util.Arrays;
import org.davebank.raft.Raft;

/**
 * Holds what a replica believes to be synced against what its disk has done, in one life of its
 * process: an entry is durable when the first sync is finished that was asked for in the turn that
 * wrote it or later.
 *
 * <pre>
 * Rule
 *   P6  what a member counts as synced is synced, entry by entry, not index by index
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class SyncTrack {

    private final String who;
    private final Raft raft;
    private long[] terms;
    private long[] covers;
    private int last;
    private long durableChecked;

    /** What the log has now was there when the process started, or is empty. */
    SyncTrack(String who, Raft raft) {
        this.who = who;
        this.raft = raft;
        this.last = Math.toIntExact(raft.lastIndex());
        this.terms = new long[Math.max(64, last * 2)];
        this.covers = new long[terms.length];
        this.durableChecked = raft.durableIndex();
        for (int i = 1; i <= last; i++) {
            terms[i] = raft.termAt(i);
        }
    }

    /** @param syncsAsked how many syncs the disk has been asked for by the end of the turn */
    void logMoved(long syncsAsked) {
        int now = Math.toIntExact(raft.lastIndex());
        int same = Math.min(last, now);
        while (same > 0 && raft.termAt(same) != terms[same]) {
            same--;
        }
        if (now >= terms.length) {
            terms = Arrays.copyOf(terms, now * 2);
            covers = Arrays.copyOf(covers, now * 2);
        }
        for (int i = same + 1; i <= now; i++) {
            terms[i] = raft.termAt(i);
            covers[i] = syncsAsked;
        }
        last = now;
        durableChecked = Math.min(durableChecked, same);
    }

    /** @param syncsCompleted how many of them are finished, in their order */
    void check(long syncsCompleted) {
        long durable = raft.durableIndex();
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
