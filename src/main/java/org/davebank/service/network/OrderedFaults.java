package org.davebank.service.network;

import java.util.Comparator;
import java.util.List;
import org.davebank.directory.SystemCommand;
import org.davebank.node.NodeView;
import org.davebank.service.Leaders;
import org.davebank.service.network.NetworkSnapshot.Ordered;
import org.jspecify.annotations.Nullable;

/** The faults of a node's network that we ordered. */
final class OrderedFaults {

    /** The most disruptive one comes first. */
    private static final List<String> WORST_FIRST =
            List.of("isolate", "partition", "loss", "delay", "reorder", "duplicate");

    private OrderedFaults() {}

    /**
     * Whether a fault is still active. The node's own report counts more than this node's clock,
     * which may itself have been skewed by a fault.
     */
    static boolean isAtWork(SystemCommand.PlanFault fault, NodeView view) {
        return fault.expiresAtMs() > view.wallMs()
                || view.reports().stream()
                        .filter(seen -> seen.ageMs() <= Leaders.FRESH_MS)
                        .map(NodeView.SeenReport::report)
                        .anyMatch(report ->
                                report.name().equals(fault.node())
                                        && report.activeFaults().contains(fault.id()));
    }

    /** The most disruptive active fault of the node with this name, or null. */
    static @Nullable Ordered of(String node, NodeView view) {
        return view.faults().stream()
                .filter(each -> each.node().equals(node) && isAtWork(each, view))
                .filter(each -> WORST_FIRST.contains(each.kind()))
                .min(Comparator.comparingInt(each -> WORST_FIRST.indexOf(each.kind())))
                .map(each -> ordered(each, view.wallMs()))
                .orElse(null);
    }

    private static Ordered ordered(SystemCommand.PlanFault fault, long nowMs) {
        return new Ordered(
                fault.id(),
                fault.kind(),
                WORST_FIRST.indexOf(fault.kind()) <= 1,
                Math.max(0, nowMs - fault.beganAtMs()),
                Math.max(0, fault.expiresAtMs() - nowMs));
    }
}
