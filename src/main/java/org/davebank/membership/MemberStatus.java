package org.davebank.membership;

/**
 * What this node believes about a member.
 *
 * @param sinceNs when the belief began, on this node's monotonic clock
 */
public record MemberStatus(Member member, MemberState state, long sinceNs) {}
