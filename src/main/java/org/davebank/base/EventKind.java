package org.davebank.base;

/** What can happen in the network, as the timeline tells it. */
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
    /** This node's folder is a copy of one that another node runs from: it has ended. */
    LIFE_REFUSED,
    /** A folder that is not to be voted on was moved aside; its node is another member now. */
    FOLDER_SET_ASIDE,
    /** One of two copies of something in the folder was unreadable and has been rewritten. */
    FOLDER_REPAIRED,
    /** A replica is rebuilt elsewhere because its node is dead for good. */
    REBUILD,
    REPLICA_DROPPED,
    /** A clock is wrong, or right again. */
    CLOCK_SKEW,
    /** Somebody has sent what cannot be true. */
    MESSAGE_REFUSED
}
