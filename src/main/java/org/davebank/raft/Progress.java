package org.davebank.raft;

/**
 * What a leader knows of another member.
 *
 * @param matchIndex the member has synced the leader's log up to here
 * @param lastContactNs when it last answered in this term, on the clock given to {@link Raft#step}
 * @param caughtUp true for a learner that may be promoted
 */
public record Progress(long matchIndex, long lastContactNs, boolean caughtUp) {}
