package org.davebank.console.chaos;

import org.davebank.service.NetworkSnapshot.NodeState;

/** How a node's state looks: a tone for the colour and a sign for those who do not see it. */
public final class NodeStates {

    private NodeStates() {}

    public static String tone(NodeState state) {
        return switch (state) {
            case ALIVE -> "ok";
            case CLOCK_SKEW, SUSPECT, PAUSED, STARTING -> "warn";
            case DEAD, STOPPED -> "bad";
            case LEFT -> "off";
        };
    }

    public static String sign(NodeState state) {
        return switch (state) {
            case ALIVE -> "✓";
            case CLOCK_SKEW -> "!";
            case SUSPECT -> "?";
            case PAUSED -> "‖";
            case STARTING -> "…";
            case DEAD -> "✕";
            case STOPPED -> "■";
            case LEFT -> "–";
        };
    }

    /** Whether the process runs and takes part, as far as the network knows. */
    public static boolean isUp(NodeState state) {
        return switch (state) {
            case ALIVE, CLOCK_SKEW, SUSPECT -> true;
            case DEAD, LEFT, PAUSED, STOPPED, STARTING -> false;
        };
    }
}
