package org.davebank.raft;

import org.davebank.base.MemberId;

/** What can happen to a {@link Raft}. */
public sealed interface RaftInput {

    /** Time has passed; due at {@link Raft#nextDeadlineNs}, harmless at any other time. */
    record Tick() implements RaftInput {}

    /** A message arrived: perhaps late, doubled or out of order. */
    record Received(MemberId from, RaftMessage message) implements RaftInput {}

    /**
     * Puts bytes for the state machine into the log: {@link RaftEffect.Proposed} or {@link
     * RaftEffect.Refused} follows at once.
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

    /** Asks for a change of members; answered like {@link Propose}. */
    record Change(long proposalId, ConfigurationChange change) implements RaftInput {}

    /** Asks the leader to hand over to a voter (the thesis, 3.10); not answered, and may fail. */
    record Transfer(MemberId to) implements RaftInput {}

    /**
     * Everything written until the entry at {@code index} had {@code term} was appended is synced
     * here. Late news of entries that were replaced meanwhile is recognised and ignored.
     */
    record Persisted(long index, long term) implements RaftInput {}

    /** Start an election now, if a voter; a live leader is still protected by the pre-vote. */
    record Campaign() implements RaftInput {}
}
