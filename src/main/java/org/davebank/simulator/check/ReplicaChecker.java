package org.davebank.simulator.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.raft.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Judges how groups change their members, and which replicas are dropped.
 *
 * <pre>
 * Rules
 *   R1  of an odd number of voters, one is removed only when a learner keeps the entry that added it:
 *       what takes the voter's place has come so far
 *   R2  no node drops a replica that is a voter, committed or about to be
 *   R3  a group that has had three voters keeps at least two
 *   R4  a leader makes no change before an entry of its own term is committed
 *   R5  a promoted learner has what was committed a second before
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class ReplicaChecker {

    private static final class Group {
        @Nullable Configuration committed;
        @Nullable Configuration newest;
        long newestTerm;
        long newestIndex;
        long committedLately;
        long committedBefore;
        int votersMost;
        final Map<MemberId, Long> addedAt = new TreeMap<>();
    }

    private final PromiseChecker promises;
    private final Map<GroupId, Group> groups = new TreeMap<>();
    private long replaced;

    public ReplicaChecker(PromiseChecker promises) {
        this.promises = promises;
    }

    private Group group(GroupId id) {
        return groups.computeIfAbsent(id, key -> new Group());
    }

    /** A second has passed; notes how many entries of a group are committed. */
    public void second(GroupId id, long committed) {
        Group group = group(id);
        group.committedBefore = group.committedLately;
        group.committedLately = committed;
    }

    /** A leader has just made this change, at this index of its term. */
    private void changes(GroupId id, long term, long committedTerm, Configuration next) {
        Group group = group(id);
        if (committedTerm != term) {
            throw new Violation(
                    "R4: "
                            + id
                            + " is changed to "
                            + next
                            + " in term "
                            + term
                            + ", of which nothing is committed");
        }
        for (MemberId voter : next.voters()) {
            long kept = promises.acknowledged(voter, id, term);
            if (orEmpty(group.newest).isLearner(voter) && kept < group.committedBefore) {
                throw new Violation(
                        "R5: "
                                + voter
                                + " votes in "
                                + id
                                + " with "
                                + kept
                                + " entries, a second ago "
                                + group.committedBefore
                                + " were committed");
            }
        }
    }

    /**
     * A leader has this configuration in force.
     *
     * @param index 0 for the founding configuration
     * @param indexTerm the term of the entry at {@code index}
     * @param committedTerm the term of the last entry that the leader knows to be committed
     */
    public void leads(
            GroupId id,
            long term,
            long index,
            long indexTerm,
            long committedTerm,
            Configuration next) {
        Group group = group(id);
        boolean fresh = term > group.newestTerm || index > group.newestIndex;
        if (index > 0 && indexTerm == term && fresh && term >= group.newestTerm) {
            changes(id, term, committedTerm, next);
        }
        if (index == 0 && group.committed == null) {
            group.committed = next;
        }
        if (term >= group.newestTerm) {
            group.newest = next;
            group.newestTerm = term;
            group.newestIndex = index;
        }
        Configuration base = group.committed;
        if (base != null && !base.equals(next)) {
            for (MemberId learner : next.learners()) {
                if (!base.contains(learner)) {
                    group.addedAt.put(learner, index);
                }
            }
            boolean fewer = next.voters().size() < base.voters().size();
            if (fewer && base.voters().size() % 2 == 1 && !isLearned(id, group, term, next)) {
                throw new Violation(
                        "R1: "
                                + id
                                + " loses a voter before a learner has caught up: from "
                                + base
                                + " to "
                                + next);
            }
        }
    }

    private boolean isLearned(GroupId id, Group group, long term, Configuration next) {
        for (MemberId learner : next.learners()) {
            long added = group.addedAt.getOrDefault(learner, Long.MAX_VALUE);
            if (promises.acknowledged(learner, id, term) >= added) {
                return true;
            }
        }
        return false;
    }

    public void committed(GroupId id, Configuration next) {
        Group group = group(id);
        Configuration base = group.committed;
        group.committed = next;
        group.votersMost = Math.max(group.votersMost, next.voters().size());
        if (base != null) {
            group.votersMost = Math.max(group.votersMost, base.voters().size());
            replaced += next.voters().size() < base.voters().size() ? 1 : 0;
        }
        if (group.votersMost >= 3 && next.voters().size() < 2) {
            throw new Violation("R3: " + id + " is left with " + next.voters());
        }
    }

    public void dropped(MemberId member, GroupId id) {
        Group group = group(id);
        for (Configuration each : List.of(orEmpty(group.committed), orEmpty(group.newest))) {
            if (each.isVoter(member)) {
                throw new Violation("R2: " + member + " drops " + id + " although it votes there");
            }
        }
        promises.dropped(member, id);
    }

    private static Configuration orEmpty(@Nullable Configuration configuration) {
        return configuration == null ? Configuration.EMPTY : configuration;
    }

    /** The configuration that the group's newest leader has in force. */
    public Configuration newest(GroupId id) {
        return orEmpty(group(id).newest);
    }

    /**
     * Whether every group has reached its number of voters, has them now, and no shard is replacing
     * one.
     *
     * @param members those whose disks have all that they promised
     */
    public boolean isWhole(int shards, int shardVoters, int systemVoters, Set<MemberId> members) {
        for (int group = 0; group <= shards; group++) {
            int wanted = group == 0 ? systemVoters : shardVoters;
            Configuration committed = orEmpty(group(new GroupId(group)).committed);
            List<MemberId> voters = committed.voters();
            // While a voter of three is being replaced, two are left for a moment, and the replaced
            // one does not count even if it comes back: a permanent loss then is the second loss,
            // and the group waits for it. The guarantee covers one loss at a time.
            boolean changing = group > 0 && !committed.learners().isEmpty();
            if (changing || voters.size() < wanted || !members.containsAll(voters)) {
                return false;
            }
        }
        return true;
    }

    /** The number of voters that were removed from a group. */
    public long replaced() {
        return replaced;
    }
}
