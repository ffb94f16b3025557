package org.davebank.membership;

/**
 * What is believed about a member. Within one incarnation a belief only moves down this list; a higher
 * incarnation, which the member alone may announce, starts again at the top.
 */
public enum MemberState {
    ALIVE,
    SUSPECT,
    DEAD,
    /** It said good-bye. */
    LEFT;

    /** True while messages to the member make sense. */
    public boolean isReachable() {
        return this == ALIVE || this == SUSPECT;
    }
}
