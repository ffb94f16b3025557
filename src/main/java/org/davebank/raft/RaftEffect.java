package org.davebank.raft;

import java.util.List;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Raft} wants done. Effects of one group are executed in the order they were given.
 */
public sealed interface RaftEffect {

    /** To be written; a newer one replaces it. */
    record SaveHardState(HardState state) implements RaftEffect {}

    /**
     * To be written, consecutive and not empty. Where the first index is not above the log's last
     * one, the stored entries from there on are replaced.
     */
    record Append(List<Entry> entries) implements RaftEffect {}

    /**
     * To be sent; may be lost.
     *
     * @param afterSync the message must leave only after every {@link SaveHardState} and {@link
     *     Append} before it is synced
     */
    record Send(MemberId to, RaftMessage message, boolean afterSync) implements RaftEffect {}

    /**
     * Committed entries, consecutive and not empty; each once in the life of this object, from
     * index 1 again after a restart.
     */
    record Apply(List<Entry> entries) implements RaftEffect {}

    /**
     * The proposal is in the log at this place; it is committed if {@link Apply} shows this term.
     */
    record Proposed(long proposalId, long index, long term) implements RaftEffect {}

    /** The proposal is not in the log. */
    record Refused(long proposalId, Refusal why, @Nullable MemberId leader) implements RaftEffect {}

    /** The read is linearizable once the state machine has applied {@code index}. */
    record ReadReady(long readId, long index) implements RaftEffect {}

    /** This member is not, or no longer, the leader, or has too many reads waiting. */
    record ReadRefused(long readId, @Nullable MemberId leader) implements RaftEffect {}

    /** Who leads, as far as this member knows. */
    record LeaderChanged(long term, @Nullable MemberId leader) implements RaftEffect {}

    record RoleChanged(Role role, long term) implements RaftEffect {}

    /** This member asks for votes, or with {@code preVote} only whether it would get them. */
    record ElectionStarted(long term, boolean preVote) implements RaftEffect {}

    /** The configuration in force is another one: appended, or rolled back with its entry. */
    record ConfigurationChanged(Configuration configuration) implements RaftEffect {}

    /**
     * A message cannot be true and was not looked at any further.
     *
     * @param rule what is wrong with it, half a sentence that is the same for all of its kind
     */
    record MessageRefused(MemberId from, String rule) implements RaftEffect {}
}
