package org.davebank.raft;

import java.util.List;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/** An effect that {@link Raft} requests. The effects of one group are executed in order. */
public sealed interface RaftEffect {

    /** Write this state; it replaces older ones. */
    record SaveHardState(HardState state) implements RaftEffect {}

    /**
     * Write these entries, consecutive and at least one. If the first index is not above the log's
     * last one, they replace the stored entries from there on.
     */
    record Append(List<Entry> entries) implements RaftEffect {}

    /**
     * Send this message; it may be lost.
     *
     * @param afterSync send the message only after every earlier {@link SaveHardState} and {@link
     *     Append} is synced
     */
    record Send(MemberId to, RaftMessage message, boolean afterSync) implements RaftEffect {}

    /**
     * Apply these committed entries, consecutive and at least one. Each is reported once per
     * object, from index 1 again after a restart.
     */
    record Apply(List<Entry> entries) implements RaftEffect {}

    /**
     * The proposal is in the log at this index; it is committed if {@link Apply} has this term
     * there.
     */
    record Proposed(long proposalId, long index, long term) implements RaftEffect {}

    /** The proposal is not in the log. */
    record Refused(long proposalId, Refusal why, @Nullable MemberId leader) implements RaftEffect {}

    /** The read is linearizable once the state machine has applied {@code index}. */
    record ReadReady(long readId, long index) implements RaftEffect {}

    /** This member is not, or no longer, the leader, or has too many reads waiting. */
    record ReadRefused(long readId, @Nullable MemberId leader) implements RaftEffect {}

    /** The leader that this member knows has changed. */
    record LeaderChanged(long term, @Nullable MemberId leader) implements RaftEffect {}

    record RoleChanged(Role role, long term) implements RaftEffect {}

    /** This member asks for votes, or for pre-votes if {@code preVote}. */
    record ElectionStarted(long term, boolean preVote) implements RaftEffect {}

    /** The configuration in force has changed: appended, or rolled back with its entry. */
    record ConfigurationChanged(Configuration configuration) implements RaftEffect {}

    /**
     * A message is impossible and was ignored.
     *
     * @param rule the violated rule, a phrase that is the same for all of its kind
     */
    record MessageRefused(MemberId from, String rule) implements RaftEffect {}
}
