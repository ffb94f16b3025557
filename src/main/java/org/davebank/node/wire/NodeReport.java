package org.davebank.node.wire;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Event;
import org.davebank.base.MemberId;

/**
 * What a node tells the server nodes about itself, several times a second.
 *
 * @param heapBytes used heap
 * @param residentBytes resident memory of the process, 0 where unknown
 * @param requestsDone answered since the process started
 * @param whyFull why no more may be written to what it holds, to follow its name; empty when more may
 * @param load how busy its loop is
 * @param refused messages that could not be true, since the process started
 * @param skewsMs members whose clocks are wrong as far as this node can tell, and by how much each
 *     is ahead of the median of its voters
 * @param activeFaults ids of the faults that are at work on it
 * @param rules the version of the newest rules that it knows
 * @param figures what its process has measured
 */
public record NodeReport(
        MemberId member,
        String name,
        long wallMs,
        long uptimeMs,
        long heapBytes,
        long residentBytes,
        long bytesSent,
        long bytesReceived,
        long requestsDone,
        long journalBytes,
        String whyFull,
        Load load,
        long refused,
        Map<MemberId, Long> skewsMs,
        List<String> activeFaults,
        List<GroupReport> groups,
        List<Event> events,
        int rules,
        NodeFigures figures) {

    public static final int EVENTS_MAX = 64;

    /**
     * What keeps the loop from its next turn.
     *
     * @param longestTurnUs the longest turn of about the last minute
     * @param longTurns turns since the process started that were longer than they should be
     * @param longQueries queries under way that span turns
     * @param queriesRefused since the process started, because there were too many
     */
    public record Load(long longestTurnUs, long longTurns, int longQueries, long queriesRefused) {
        public static final Load NONE = new Load(0, 0, 0, 0);
    }

    public NodeReport {
        skewsMs = Collections.unmodifiableMap(new TreeMap<>(skewsMs));
        activeFaults = List.copyOf(activeFaults);
        groups = List.copyOf(groups);
        events = List.copyOf(events);
    }

    /** Whether no more may be written to what the node holds. */
    public boolean full() {
        return !whyFull.isEmpty();
    }
}
