package org.davebank.raft;

import org.davebank.base.MemberId;

/** An input of {@link Raft}. */
public sealed interface RaftInput {

    /** Time has passed; due at {@link Raft#nextDeadlineNs}, harmless at any other time. */
    record Tick() implements RaftInput {}

    /** A message has arrived, possibly late, duplicated or out of order. */
    record Received(MemberId from, RaftMessage message) implements RaftInput {}

    /**
     * Proposes bytes for the state machine. Answered immediately with {@link RaftEffect.Proposed}
     * or {@link RaftEffect.Refused}.
     *
     * @param kind COMMAND or RULES
     * @param data at most {@link Entry#DATA_BYTES_MAX} bytes, not to be changed afterwards
     */
    record Propose(long proposalId, EntryKind kind, byte[] data) implements RaftInput {

        public Propose(long proposalId, byte[] data) {
            this(proposalId, EntryKind.COMMAND, data);
        }
    }

    /** Asks for an index that a linearizable read must wait for (ReadIndex; the thesis, 6.4). */
    public record Read(long readId) implements RaftInput {}

    /** Proposes a membership change; answered like {@link Propose}. */
    record Change(long proposalId, ConfigurationChange change) implements RaftInput {}

    /**
     * Asks the leader to transfer leadership to a voter (the thesis, 3.10); not answered, and may
     * fail.
     */
    record Transfer(MemberId to) implements RaftInput {}

    /**
     * Everything written up to the append of the entry with this index and term is synced. Late
     * reports about replaced entries are detected and ignored.
     */
    record Persisted(long index, long term) implements RaftInput {}

    /**
     * Starts an election now if this member is a voter; the pre-vote still protects a live leader.
     */
    record Campaign() implements RaftInput {}
}
