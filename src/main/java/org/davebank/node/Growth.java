package org.davebank.node;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.raft.Configuration;

/**
 * The next step of a group on its way to its full size, one member at a time: first as a learner, so
 * that a copy exists before a vote depends on it, and promoted only while that leads to an odd number
 * of voters, because an even one adds a way to fail and no failure that is survived.
 */
sealed interface Growth {

    record Nothing() implements Growth {}

    record Add() implements Growth {}

    record Promote(MemberId learner) implements Growth {}

    /**
     * @param possible how many members the group could have with the nodes that live now, at most the
     *     size that was asked for
     * @param alive members that live now; only these are promoted
     */
    static Growth next(Configuration now, int possible, List<MemberId> alive) {
        int votersWanted = possible % 2 == 1 ? possible : possible - 1;
        if (now.voters().size() < votersWanted) {
            for (MemberId learner : now.learners()) {
                if (alive.contains(learner) && now.members().size() >= votersWanted) {
                    return new Promote(learner);
                }
            }
        }
        return now.members().size() < possible ? new Add() : new Nothing();
    }
}
