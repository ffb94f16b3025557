package org.davebank.membership;

/** The role of a member. Server nodes may vote in the system group and serve people. */
public enum MemberRole {
    SERVER,
    WORKER
}
