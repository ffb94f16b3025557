package org.davebank.node.supernode;

import java.util.Collection;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.jspecify.annotations.Nullable;

/**
 * The next step of a group on its way to its full size, one member at a time.
 *
 * <p>To grow: first a learner, so that a copy exists before a vote depends on it, and promoted only
 * while that leads to an odd number of voters, because an even one adds a way to fail and no failure
 * that is survived.
 *
 * <p>To replace a voter that is dead for good: first a learner; when it has caught up, the dead voter
 * is removed; then the learner is promoted. With an odd number of voters the removal leaves the size
 * of a majority as it is, and so the number of further failures that are survived; to promote first
 * would raise it, and make the newcomer one more node that must not fail. Of an even number, the
 * removal of a dead voter survives more.
 */
sealed interface Growth {

    record Nothing() implements Growth {}

    /** Another node is to learn. */
    record Add() implements Growth {}

    record Promote(MemberId learner) implements Growth {}

    record Remove(MemberId member) implements Growth {}

    /**
     * What is known of the nodes.
     *
     * @param possible how many members the group could have with the nodes that live now, at most the
     *     size that was asked for
     * @param alive members that live now; only these are promoted
     * @param lost members that are dead for good
     * @param ready learners that have caught up
     */
    record Nodes(
            int possible,
            Collection<MemberId> alive,
            Collection<MemberId> lost,
            Collection<MemberId> ready) {}

    static Growth next(Configuration now, Nodes nodes) {
        for (MemberId learner : now.learners()) {
            if (nodes.lost.contains(learner)) {
                return new Remove(learner);
            }
        }
        for (MemberId voter : now.voters()) {
            if (nodes.lost.contains(voter)) {
                return replace(voter, now, nodes);
            }
        }
        return grow(now, nodes);
    }

    private static Growth replace(MemberId dead, Configuration now, Nodes nodes) {
        MemberId successor = null;
        boolean learning = false;
        for (MemberId learner : now.learners()) {
            learning |= nodes.alive.contains(learner);
            if (successor == null && nodes.alive.contains(learner)) {
                successor = nodes.ready.contains(learner) ? learner : null;
            }
        }
        boolean odd = now.voters().size() % 2 == 1;
        if (!odd && successor != null) {
            return new Promote(successor);
        }
        if (!odd || successor != null) {
            return survives(now, dead, nodes.alive) ? new Remove(dead) : new Nothing();
        }
        return learning ? new Nothing() : new Add();
    }

    private static boolean survives(Configuration now, MemberId dead, Collection<MemberId> alive) {
        @Nullable Configuration next = now.with(new ConfigurationChange.Remove(dead));
        return next != null
                && next.voters().stream().filter(alive::contains).count() >= next.quorum();
    }

    /** One that has caught up, or else one that lives: its group knows best whether it has. */
    private static @Nullable MemberId firstToVote(List<MemberId> learners, Nodes nodes) {
        MemberId first = null;
        for (MemberId learner : learners) {
            if (nodes.alive.contains(learner)) {
                if (nodes.ready.contains(learner)) {
                    return learner;
                }
                first = first == null ? learner : first;
            }
        }
        return first;
    }

    private static Growth grow(Configuration now, Nodes nodes) {
        int possible = nodes.possible;
        int votersWanted = possible % 2 == 1 ? possible : possible - 1;
        List<MemberId> learners = now.learners();
        if (now.voters().size() < votersWanted) {
            MemberId next = firstToVote(learners, nodes);
            if (next != null && now.members().size() >= votersWanted) {
                return new Promote(next);
            }
        } else if (now.members().size() > possible && !learners.isEmpty()) {
            return new Remove(learners.getLast()); // The voter that it was to replace is back.
        }
        return now.members().size() < possible ? new Add() : new Nothing();
    }
}
