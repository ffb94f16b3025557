package org.davebank.membership;

/** What a member may do. Server nodes may vote in the system group and serve people. */
public enum MemberRole {
    SERVER,
    WORKER
}
