package org.davebank.node;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/**
 * How one replica stands.
 *
 * @param voters of its current configuration, in order
 * @param hasQuorum for a leader: a majority answered within the last election timeout
 * @param matchIndexes for a leader: how far each voter, then each learner, is known to be
 */
public record GroupReport(
        GroupId group,
        Role role,
        long term,
        @Nullable MemberId leader,
        long lastIndex,
        long commitIndex,
        long appliedIndex,
        boolean hasQuorum,
        List<MemberId> voters,
        List<MemberId> learners,
        List<Long> matchIndexes) {

    public GroupReport {
        voters = List.copyOf(voters);
        learners = List.copyOf(learners);
        matchIndexes = List.copyOf(matchIndexes);
    }
}
