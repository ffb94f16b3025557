package org.davebank.node.supernode;

import java.util.Collection;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.jspecify.annotations.Nullable;

/**
 * The next step of a group towards its full size, one member at a time.
 *
 * <p>To grow: adds a learner first, so that a copy exists before a vote depends on it. Promotes
 * learners only to reach an odd number of voters: an even number adds a way to fail but tolerates
 * no further failure.
 *
 * <p>To replace a permanently dead voter: adds a learner; when it has caught up, removes the dead
 * voter; then promotes the learner. With an odd number of voters the removal keeps the size of the
 * majority, and so the number of further failures that are tolerated. Promoting first would raise
 * it, so that the group could not afford to lose the newcomer. With an even number, removing a dead
 * voter lets the group tolerate more.
 */
sealed interface Growth {

    record Nothing() implements Growth {}

    /** Adds another node as a learner. */
    record Add() implements Growth {}

    record Promote(MemberId learner) implements Growth {}

    record Remove(MemberId member) implements Growth {}

    /**
     * What is known about the nodes.
     *
     * @param possible number of members that the group could have with the living nodes, at most
     *     its intended size
     * @param alive living members; only these are promoted
     * @param lost permanently dead members
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

    /**
     * A learner that has caught up, or else a living one: its group checks whether it has caught
     * up.
     */
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
            return new Remove(learners.getLast()); // The voter it was to replace is back.
        }
        return now.members().size() < possible ? new Add() : new Nothing();
    }
}
