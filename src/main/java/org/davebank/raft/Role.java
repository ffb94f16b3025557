package org.davebank.raft;

/** The role of a member in its term. {@link Raft} documents the transitions. */
public enum Role {
    FOLLOWER,
    /** Checks whether an election could be won, without raising any term (the thesis, 9.6). */
    PRE_CANDIDATE,
    CANDIDATE,
    LEADER;

    /** The table of transitions. */
    boolean mayBecome(Role next) {
        return switch (next) {
            case FOLLOWER -> true;
            case PRE_CANDIDATE -> this != LEADER;
            case CANDIDATE -> this == PRE_CANDIDATE || this == FOLLOWER;
            case LEADER -> this == CANDIDATE;
        };
    }
}
