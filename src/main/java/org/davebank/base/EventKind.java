package org.davebank.base;

/** The kinds of events in the timeline. */
public enum EventKind {
    NODE_STARTED,
    NODE_STOPPING,
    MEMBER_JOINED,
    MEMBER_SUSPECT,
    MEMBER_ALIVE,
    MEMBER_DEAD,
    MEMBER_LEFT,
    ELECTION_STARTED,
    LEADER_ELECTED,
    SUPERNODE_ELECTED,
    LEADER_STEPPED_DOWN,
    FIRST_WRITE,
    REPLICA_CREATED,
    CONFIGURATION_CHANGED,
    FAULT_INJECTED,
    FAULT_HEALED,
    CONTROL_ACTION,
    IMPORT,
    DISK_FAILED,
    NAME_TAKEN,
    /** The node has ended because its folder is a copy of another running node's folder. */
    LIFE_REFUSED,
    /** A folder that must not be used for voting was set aside; its node is a new member now. */
    FOLDER_SET_ASIDE,
    /** One of two copies of something in the folder was unreadable and has been rewritten. */
    FOLDER_REPAIRED,
    /** A replica is rebuilt elsewhere because its node is permanently dead. */
    REBUILD,
    REPLICA_DROPPED,
    /** A clock is wrong, or right again. */
    CLOCK_SKEW,
    /** A node has sent an impossible message. */
    MESSAGE_REFUSED
}
