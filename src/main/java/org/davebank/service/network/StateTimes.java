package org.davebank.service.network;

import java.util.HashMap;
import java.util.Map;
import org.davebank.service.network.NetworkSnapshot.NodeState;

/**
 * For how long each node has been in the state in which it is shown. Membership knows only since when
 * it believes what it believes; a state that an agent reports may be younger. Thread-safe.
 */
final class StateTimes {

    private record Seen(NodeState state, long sinceNs, boolean first) {}

    private final Map<String, Seen> seen = new HashMap<>();

    /**
     * Notes the state of a node at this moment.
     *
     * @param membershipMs for how long membership has believed the same of it, 0 if it knows nothing
     * @return milliseconds
     */
    synchronized long sinceMs(String name, NodeState state, long membershipMs, long nowNs) {
        Seen known = seen.get(name);
        if (known == null || known.state() != state) {
            known = new Seen(state, nowNs, known == null);
            seen.put(name, known);
        }
        // What was there before this node looked is as old as membership says.
        return known.first() && membershipMs > 0
                ? membershipMs
                : (nowNs - known.sinceNs()) / 1_000_000;
    }
}
