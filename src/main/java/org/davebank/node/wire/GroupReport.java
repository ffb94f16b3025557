package org.davebank.node.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RecoveryPlan;
import org.davebank.raft.Configuration;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/**
 * The state of one replica.
 *
 * @param configurationIndex log index of its current configuration
 * @param voters of its current configuration, in order
 * @param hasQuorum for a leader: a majority answered within the last election timeout
 * @param clockSkew for a leader: it refuses writes because its clock does not agree with those of a
 *     quorum
 * @param ready for a leader: learners that may become voters now
 * @param matchIndexes for a leader: the match index of each voter, then of each learner
 * @param answering for a leader: voters that answered within the last election timeout, including
 *     itself
 * @param work for a leader: what the group has done
 * @param rules the version of the rules by which it applies its log
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
        boolean clockSkew,
        long configurationIndex,
        List<MemberId> voters,
        List<MemberId> learners,
        List<MemberId> ready,
        List<Long> matchIndexes,
        List<MemberId> answering,
        GroupWork work,
        int rules) {

    public GroupReport {
        voters = List.copyOf(voters);
        learners = List.copyOf(learners);
        ready = List.copyOf(ready);
        matchIndexes = List.copyOf(matchIndexes);
        answering = List.copyOf(answering);
    }

    public Configuration configuration() {
        return new Configuration(voters, learners);
    }

    /** Whether the configuration is committed and the leader is confirmed. */
    public boolean isSettled() {
        return role == Role.LEADER && hasQuorum && commitIndex >= configurationIndex;
    }

    /** The report of the two that has the newer configuration of the group. */
    public static GroupReport newer(GroupReport one, GroupReport other) {
        Comparator<GroupReport> order =
                Comparator.<GroupReport, Boolean>comparing(each -> !each.voters.isEmpty())
                        .thenComparing(each -> each.role == Role.LEADER)
                        .thenComparing(GroupReport::term)
                        .thenComparing(GroupReport::configurationIndex);
        return order.compare(other, one) > 0 ? other : one;
    }

    /** The newest report of each group. */
    public static Map<GroupId, GroupReport> newest(Collection<NodeReport> reports) {
        Map<GroupId, GroupReport> newest = new TreeMap<>();
        for (NodeReport report : reports) {
            report.groups().forEach(each -> newest.merge(each.group(), each, GroupReport::newer));
        }
        return newest;
    }

    /** The holders of the shards according to their newest reports. */
    public static List<RecoveryPlan.Shard> shards(Collection<GroupReport> newest) {
        List<RecoveryPlan.Shard> shards = new ArrayList<>();
        for (GroupReport each : newest) {
            if (each.group.isShard() && !each.voters.isEmpty()) {
                shards.add(new RecoveryPlan.Shard(each.group.shard(), each.voters, each.learners));
            }
        }
        shards.sort(Comparator.comparingInt(RecoveryPlan.Shard::shard));
        return shards;
    }
}
