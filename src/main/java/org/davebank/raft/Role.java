package org.davebank.raft;

/** What a member does in its term. The table of transitions is in {@link Raft}. */
public enum Role {
    FOLLOWER,
    /** Asks whether an election could be won, without touching anybody's term (the thesis, 9.6). */
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
