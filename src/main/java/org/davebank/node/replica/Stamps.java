package org.davebank.node.replica;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.port.Time;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Progress;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftInput;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/**
 * Stamps a leader's entries, and transfers leadership when the leader's clock is wrong.
 *
 * <p>A stamp is the leader's wall clock at a moment when it agrees with those of a quorum of its
 * voters. The ledger alone ensures that stamps never decrease: it raises a stamp that is before the
 * last one. Entries of one millisecond have the same stamp; the log defines their order.
 *
 * <p>Not thread-safe.
 */
final class Stamps {

    /** Clocks count whole milliseconds, and drift between two comparisons. */
    private static final long ROUNDING_MS = 50;

    /** A leader whose clock agrees never makes a stamp this far ahead of a follower's clock. */
    static final long AHEAD_MS_MAX = Clocks.SKEW_MS_MAX + ROUNDING_MS;

    /**
     * How long its clock must be wrong before a leader transfers: long enough to compare clocks by
     * heartbeats.
     */
    static final long PATIENCE_NS = 400_000_000L;

    /** Interval between transfer attempts, and the timeout of an attempt. */
    static final long TRANSFER_INTERVAL_NS = 1_500_000_000L;

    /** The stamp of the next entry, or a refusal. */
    sealed interface Next {}

    record Stamp(long ms) implements Next {}

    record Refused(Reply.Skewed reply) implements Next {}

    private final GroupId group;
    private final Raft raft;
    private final Clocks clocks;
    private final Time time;
    private long wrongSinceNs = Long.MAX_VALUE;
    private long transferredNs = Long.MIN_VALUE;
    private @Nullable MemberId successor;

    Stamps(GroupId group, Raft raft, Clocks clocks, Time time) {
        this.group = group;
        this.raft = raft;
        this.clocks = clocks;
        this.time = time;
    }

    /** The stamp for an entry that is made now, or a refusal. */
    Next next() {
        if (!group.isShard()) {
            return new Stamp(clocks.wallMs()); // Nothing there depends on time.
        }
        OptionalLong agreed = clocks.agreedMs(raft.configuration().voters());
        if (agreed.isEmpty()) {
            return new Refused(refusal());
        }
        return new Stamp(agreed.getAsLong());
    }

    /**
     * Whether this leader refuses writes because of its clock, unless it was just elected or
     * corrected.
     */
    boolean refuses() {
        return wrongSinceNs != Long.MAX_VALUE && time.nowNs() - wrongSinceNs >= PATIENCE_NS;
    }

    private Reply.Skewed refusal() {
        List<MemberId> voters = raft.configuration().voters();
        if (!clocks.areCompared(voters)) {
            return new Reply.Skewed(
                    true, "the leader of " + group + " has not compared its clock yet");
        }
        if (!refuses() || successor != null) {
            return new Reply.Skewed(
                    true, "the clock of the leader of " + group + " is wrong; it hands over");
        }
        return new Reply.Skewed(
                false, "no quorum of " + group + " has clocks that agree; nothing was changed");
    }

    /**
     * Call it at every tick of the replica.
     *
     * @param usable whether a member is reachable
     * @return the order to transfer leadership, or null
     */
    RaftInput.@Nullable Transfer tick(Predicate<MemberId> usable) {
        long nowNs = time.nowNs();
        List<MemberId> voters = raft.configuration().voters();
        boolean right =
                raft.role() != Role.LEADER
                        || !group.isShard()
                        || clocks.agreedMs(voters).isPresent()
                        || !clocks.areCompared(voters);
        if (right) {
            wrongSinceNs = Long.MAX_VALUE;
            successor = null;
            return null;
        }
        wrongSinceNs = Math.min(wrongSinceNs, nowNs);
        if (!refuses()) {
            return null;
        }
        successor = clocks.successor(voters, mostAdvanced(usable));
        boolean due =
                transferredNs == Long.MIN_VALUE || nowNs - transferredNs >= TRANSFER_INTERVAL_NS;
        if (successor == null || !due) {
            return null;
        }
        transferredNs = nowNs;
        return new RaftInput.Transfer(successor);
    }

    /** The other usable voters, longest log first. */
    private List<MemberId> mostAdvanced(Predicate<MemberId> usable) {
        record Candidate(MemberId voter, long matchIndex) {}
        List<Candidate> order = new ArrayList<>();
        for (MemberId voter : raft.configuration().voters()) {
            Progress progress = raft.progress().get(voter);
            if (progress != null && usable.test(voter)) {
                order.add(new Candidate(voter, progress.matchIndex()));
            }
        }
        order.sort(Comparator.comparingLong(Candidate::matchIndex).reversed());
        return order.stream().map(Candidate::voter).toList();
    }
}
