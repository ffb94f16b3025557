package org.davebank.node.port;

import java.util.List;
import org.davebank.base.Event;
import org.davebank.node.wire.NodeFigures;

/** What surrounds a node: the process in production, the checker in the simulator. */
public interface NodeHooks {

    /** An event of this node, as it happens. */
    void recorded(Event event);

    /**
     * Carries out a control command (a fault, the log's tail) and answers.
     *
     * @throws IllegalArgumentException with a text for the sender when it makes no sense
     */
    byte[] control(byte[] command);

    /** Figures of the process for the node's report. */
    Figures figures();

    /**
     * @param longestTurnUs the longest turn of the loop in about the last minute
     * @param longTurns turns that were longer than they should be
     * @param activeFaults ids of the faults that are at work
     * @param measured for monitoring alone: no node decides anything by it
     */
    record Figures(
            long uptimeMs,
            long heapBytes,
            long residentBytes,
            long bytesSent,
            long bytesReceived,
            long longestTurnUs,
            long longTurns,
            List<String> activeFaults,
            NodeFigures measured) {

        public static final Figures NONE =
                new Figures(0, 0, 0, 0, 0, 0, 0, List.of(), NodeFigures.NONE);

        public Figures {
            activeFaults = List.copyOf(activeFaults);
        }
    }
}
