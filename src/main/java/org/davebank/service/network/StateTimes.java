package org.davebank.service.network;

import java.util.HashMap;
import java.util.Map;
import org.davebank.service.network.NetworkSnapshot.NodeState;

/**
 * How long each node has been in its displayed state. Membership only knows how long it has held
 * its own belief; a state that an agent reports may be younger. Thread-safe.
 */
final class StateTimes {

    private record Seen(NodeState state, long sinceNs, boolean first) {}

    private final Map<String, Seen> seen = new HashMap<>();

    /**
     * Records a node's current state.
     *
     * @param membershipMs how long membership has believed the same, 0 if unknown
     * @return how long the node has been in this state, in milliseconds
     */
    synchronized long sinceMs(String name, NodeState state, long membershipMs, long nowNs) {
        Seen known = seen.get(name);
        if (known == null || known.state() != state) {
            known = new Seen(state, nowNs, known == null);
            seen.put(name, known);
        }
        // A state from before this node looked is as old as membership says.
        return known.first() && membershipMs > 0
                ? membershipMs
                : (nowNs - known.sinceNs()) / 1_000_000;
    }
}
