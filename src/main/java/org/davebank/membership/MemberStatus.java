package org.davebank.membership;

/**
 * This node's belief about a member.
 *
 * @param sinceNs start of the state on this node's monotonic clock
 */
public record MemberStatus(Member member, MemberState state, long sinceNs) {}
