package org.davebank.console.chaos;

import org.davebank.console.Formats;
import org.davebank.console.Texts;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NetworkSnapshot.Ordered;
import org.davebank.service.network.NetworkSnapshot.Process;

/** Presentation of node states: a tone for colour, and a sign that does not depend on colour. */
public final class NodeStates {

    private NodeStates() {}

    public static String tone(NodeState state) {
        return switch (state) {
            case ALIVE -> "ok";
            case CLOCK_SKEW, SUSPECT, UNREACHABLE, PAUSED, STARTING -> "warn";
            case DEAD, STOPPED -> "bad";
            case LEFT -> "off";
        };
    }

    public static String sign(NodeState state) {
        return switch (state) {
            case ALIVE -> "✓";
            case CLOCK_SKEW -> "!";
            case SUSPECT -> "?";
            case UNREACHABLE -> "⊘";
            case PAUSED -> "‖";
            case STARTING -> "…";
            case DEAD -> "✕";
            case STOPPED -> "■";
            case LEFT -> "–";
        };
    }

    /** The state in words, with the fault that we ordered if it explains the state. */
    public static String words(NodeRow node) {
        String state = Texts.get("state." + node.state());
        Ordered ordered = node.ordered();
        boolean running = node.process().exists() || node.process() == Process.UNKNOWN;
        if (ordered == null || !running) {
            return state;
        }
        String key = "ordered." + ordered.kind();
        return state + ", " + Texts.get(key, Formats.elapsed(ordered.forMs()));
    }

    /** The same with its duration, unless the text of a fault already contains it. */
    public static String wordsSince(NodeRow node) {
        String words = words(node);
        boolean said = !words.equals(Texts.get("state." + node.state()));
        return said ? words : Texts.get("state.for", words, Formats.duration(node.sinceMs()));
    }

    /** Whether there is a process that can be killed, as far as known. */
    public static boolean runs(NodeRow node) {
        return node.process().exists() || (node.process() == Process.UNKNOWN && isUp(node.state()));
    }

    /** Whether the node's process is gone, so that it can be revived. */
    public static boolean isGone(NodeRow node) {
        return node.process().isGone()
                || (node.process() == Process.UNKNOWN && node.state() == NodeState.DEAD);
    }

    /** Whether the node takes part, as far as the network knows. */
    public static boolean isUp(NodeState state) {
        return switch (state) {
            case ALIVE, CLOCK_SKEW, SUSPECT -> true;
            case UNREACHABLE, DEAD, LEFT, PAUSED, STOPPED, STARTING -> false;
        };
    }
}
