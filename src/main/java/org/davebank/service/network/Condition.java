package org.davebank.service.network;

import org.davebank.host.AgentReply;
import org.davebank.membership.MemberState;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NetworkSnapshot.Process;
import org.davebank.service.network.NetworkSnapshot.Reach;
import org.jspecify.annotations.Nullable;

/** Derives a node's state from its agent, from membership and from the faults that we ordered. */
final class Condition {

    private Condition() {}

    /** The process's state according to its agent. */
    static Process process(AgentReply.@Nullable State seen) {
        return switch (seen) {
            case null -> Process.UNKNOWN;
            case STARTING -> Process.STARTING;
            case ALIVE -> Process.RUNNING;
            case PAUSED -> Process.PAUSED;
            case STOPPED -> Process.STOPPED;
            case DEAD -> Process.DEAD;
        };
    }

    static Reach reach(@Nullable MemberState believed) {
        return switch (believed) {
            case null -> Reach.UNKNOWN;
            case ALIVE -> Reach.ALIVE;
            case SUSPECT -> Reach.SUSPECT;
            case DEAD -> Reach.LOST;
            case LEFT -> Reach.LEFT;
        };
    }

    /**
     * The agent knows the process best, membership whether the node answers. A node is dead only if
     * it can't be reached, no agent says that it runs, and no fault of ours cuts it off.
     *
     * @param cutOff by a fault that we ordered
     */
    static NodeState of(Process process, Reach reach, boolean cutOff, boolean skewed) {
        NodeState alive = skewed ? NodeState.CLOCK_SKEW : NodeState.ALIVE;
        return switch (process) {
            case PAUSED -> NodeState.PAUSED;
            case STOPPED -> NodeState.STOPPED;
            case DEAD -> NodeState.DEAD;
            case STARTING -> reach == Reach.ALIVE ? alive : NodeState.STARTING;
            case RUNNING, UNKNOWN ->
                    switch (reach) {
                        case ALIVE -> alive;
                        case SUSPECT -> NodeState.SUSPECT;
                        case LEFT -> NodeState.LEFT;
                        case LOST, UNKNOWN ->
                                process == Process.RUNNING || cutOff
                                        ? NodeState.UNREACHABLE
                                        : NodeState.DEAD;
                    };
        };
    }
}
