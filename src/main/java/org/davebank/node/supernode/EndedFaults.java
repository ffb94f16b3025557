package org.davebank.node.supernode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.directory.SystemCommand;
import org.davebank.node.wire.NodeReport;

/**
 * Faults that the network remembers and their node does not have: a node that was started anew has
 * none. What a node says must be old enough to be about the fault, so only what is missing for a
 * while counts; a node that says nothing may have it still.
 */
final class EndedFaults {

    /** Several times as long as a fault is on its way to its node and the node's report back. */
    static final long MISSING_NS = 3_000_000_000L;

    private final Map<String, Long> missingSinceNs = new TreeMap<>();

    void reset() {
        missingSinceNs.clear();
    }

    /**
     * Ids of faults that are over.
     *
     * @param reports fresh ones
     */
    List<String> look(
            List<SystemCommand.PlanFault> planned, Collection<NodeReport> reports, long nowNs) {
        TreeSet<String> missing = new TreeSet<>();
        for (SystemCommand.PlanFault fault : planned) {
            for (NodeReport report : reports) {
                if (report.name().equals(fault.node())
                        && !report.activeFaults().contains(fault.id())) {
                    missing.add(fault.id());
                }
            }
        }
        missingSinceNs.keySet().retainAll(missing);
        List<String> ended = new ArrayList<>();
        for (String id : missing) {
            if (nowNs - missingSinceNs.computeIfAbsent(id, key -> nowNs) >= MISSING_NS) {
                ended.add(id);
            }
        }
        return ended;
    }
}
