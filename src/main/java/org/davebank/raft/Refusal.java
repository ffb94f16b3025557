package org.davebank.raft;

/** Why a proposal was not added to the log. A refused proposal has no effect, now or later. */
public enum Refusal {
    NOT_LEADER,
    /**
     * Another change is uncommitted, or the leader has not committed an entry of its own term yet.
     */
    CHANGE_PENDING,
    /** The member to promote has not caught up. */
    NOT_CAUGHT_UP,
    /** The change is invalid for the current configuration, see {@link Configuration#with}. */
    CHANGE_INVALID,
    /** The remaining voters in contact would not be a quorum, so nothing could be committed. */
    QUORUM_AT_RISK,
    /** The uncommitted part of the log is at its limit; retry later. */
    OVERLOADED,
    /** Leadership is being transferred; ask the next leader. */
    TRANSFERRING
}
