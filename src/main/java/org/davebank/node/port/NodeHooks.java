package org.davebank.node.port;

import java.util.List;
import org.davebank.base.Event;
import org.davebank.node.wire.NodeFigures;

/** A node's surroundings: the process in production, the checker in the simulator. */
public interface NodeHooks {

    /** An event of this node has happened. */
    void recorded(Event event);

    /**
     * Executes a control command (a fault, the log's tail) and returns its answer.
     *
     * @throws IllegalArgumentException if the command is invalid, with a message for the sender
     */
    byte[] control(byte[] command);

    /** Figures of the process for the node's report. */
    Figures figures();

    /**
     * @param longestTurnUs the longest turn of the loop in about the last minute
     * @param longTurns number of turns that exceeded the limit
     * @param activeFaults ids of the active faults
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
