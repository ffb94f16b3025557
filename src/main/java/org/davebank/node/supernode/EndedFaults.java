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
 * Finds faults that the register lists but their node no longer has, because it was restarted. A
 * report may be older than the fault, so a fault must be missing for a while; a node that does not
 * report may still have it.
 */
final class EndedFaults {

    /** Several times as long as a fault takes to reach its node and show in the node's report. */
    static final long MISSING_NS = 3_000_000_000L;

    private final Map<String, Long> missingSinceNs = new TreeMap<>();

    void reset() {
        missingSinceNs.clear();
    }

    /**
     * Ids of faults that have ended.
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
