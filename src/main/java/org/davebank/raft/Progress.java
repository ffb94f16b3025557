package org.davebank.raft;

/**
 * What a leader knows about another member.
 *
 * @param matchIndex index up to which the member has synced the leader's log
 * @param lastContactNs when it last answered in this term, on the clock passed to {@link Raft#step}
 * @param caughtUp true for a learner that may be promoted
 */
public record Progress(long matchIndex, long lastContactNs, boolean caughtUp) {}
