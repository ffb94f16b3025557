package org.davebank.service.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;

/**
 * What the groups' leaders had committed a while ago. A follower that has not even that is behind;
 * one that lacks the newest entries of a busy group is not. For one thread.
 */
final class CommitTrail {

    static final long BEHIND_NS = 2_000_000_000L;

    private record Mark(long atNs, long commitIndex) {}

    private final Map<GroupId, Deque<Mark>> trails = new TreeMap<>();

    /**
     * Notes what a leader has committed now.
     *
     * @return what one had {@link #BEHIND_NS} ago, 0 where that is not known
     */
    long note(GroupId group, long commitIndex, long nowNs) {
        Deque<Mark> trail = trails.computeIfAbsent(group, key -> new ArrayDeque<>());
        trail.addLast(new Mark(nowNs, commitIndex));
        long before = 0;
        while (!trail.isEmpty() && nowNs - trail.getFirst().atNs() >= BEHIND_NS) {
            before = Math.max(before, trail.removeFirst().commitIndex());
        }
        if (before > 0) {
            // As old as it must be, for the next one who asks.
            trail.addFirst(new Mark(nowNs - BEHIND_NS, before));
        }
        return before;
    }
}
