package org.davebank.membership;

/**
 * The state that a node believes a member to be in. Within one incarnation a state only moves down
 * this list; a higher incarnation, which only the member itself may announce, restarts at the top.
 */
public enum MemberState {
    ALIVE,
    SUSPECT,
    DEAD,
    /** It left on purpose. */
    LEFT;

    /** Whether the member may receive messages. */
    public boolean isReachable() {
        return this == ALIVE || this == SUSPECT;
    }
}
