package org.davebank.service.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;

/**
 * What the groups' leaders had committed a while ago. A follower that lacks even that is behind;
 * one that lacks only the newest entries of a busy group is not. Not thread-safe.
 */
final class CommitTrail {

    static final long BEHIND_NS = 2_000_000_000L;

    private record Mark(long atNs, long commitIndex) {}

    private final Map<GroupId, Deque<Mark>> trails = new TreeMap<>();

    /**
     * Records a leader's current commit index.
     *
     * @return the commit index {@link #BEHIND_NS} ago, 0 where unknown
     */
    long note(GroupId group, long commitIndex, long nowNs) {
        Deque<Mark> trail = trails.computeIfAbsent(group, key -> new ArrayDeque<>());
        trail.addLast(new Mark(nowNs, commitIndex));
        long before = 0;
        while (!trail.isEmpty() && nowNs - trail.getFirst().atNs() >= BEHIND_NS) {
            before = Math.max(before, trail.removeFirst().commitIndex());
        }
        if (before > 0) {
            // Dated exactly BEHIND_NS ago, for the next call.
            trail.addFirst(new Mark(nowNs - BEHIND_NS, before));
        }
        return before;
    }
}
