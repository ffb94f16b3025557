package org.davebank.raft;

/** Why a proposal did not enter the log. A refused proposal had no effect and never will. */
public enum Refusal {
    NOT_LEADER,
    /** Another change is uncommitted, or the leader has not committed in its own term yet. */
    CHANGE_PENDING,
    /** The member to promote is no voter yet because it lags. */
    NOT_CAUGHT_UP,
    /** The change makes no sense in the present configuration, see {@link Configuration#with}. */
    CHANGE_INVALID,
    /** Those that would be left to vote are out of contact, so that nothing could be committed. */
    QUORUM_AT_RISK,
    /** The uncommitted part of the log is at its limit; try again later. */
    OVERLOADED,
    /** Leadership is being handed over; ask the next leader. */
    TRANSFERRING
}
