package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.NodeReport;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/** The newest report received from each node. */
final class Reports {

    /**
     * Interval between a node's reports (300 ms). It also reports at once when it becomes a leader.
     */
    static final long INTERVAL_NS = 300_000_000L;

    /** Older reports are not evidence of the present. */
    static final long FRESH_NS = 2_000_000_000L;

    /** Reports older than this are removed. */
    static final long KEPT_NS = 3_600_000_000_000L;

    private record Seen(NodeReport report, long atNs) {}

    private final Map<MemberId, Seen> reports = new TreeMap<>();

    /** @return groups whose leader has changed in the routing table */
    List<GroupId> take(NodeReport report, RoutingTable routes, long nowNs) {
        reports.put(report.member(), new Seen(report, nowNs));
        reports.values().removeIf(seen -> nowNs - seen.atNs() > KEPT_NS);
        List<GroupId> changed = new ArrayList<>();
        for (GroupReport group : report.groups()) {
            if (group.role() == Role.LEADER) {
                RoutingTable.Route before = routes.route(group.group());
                List<MemberId> members = new ArrayList<>(group.voters());
                members.addAll(group.learners());
                routes.learnLeader(group.group(), group.term(), report.member(), members);
                if (!report.member().equals(before.leader())) {
                    changed.add(group.group());
                }
            }
        }
        return changed;
    }

    Map<MemberId, NodeReport> fresh(long nowNs) {
        Map<MemberId, NodeReport> fresh = new TreeMap<>();
        reports.forEach((member, seen) -> {
            if (nowNs - seen.atNs() <= FRESH_NS) {
                fresh.put(member, seen.report());
            }
        });
        return fresh;
    }

    /**
     * A node that holds a replica of the group and is full, or null. Followers cannot refuse what
     * their leader has accepted, so the leader must refuse it first.
     */
    @Nullable NodeReport fullHolder(GroupId group, long nowNs) {
        for (Seen seen : reports.values()) {
            if (seen.report().full() && nowNs - seen.atNs() <= FRESH_NS) {
                for (GroupReport each : seen.report().groups()) {
                    if (each.group().equals(group)) {
                        return seen.report();
                    }
                }
            }
        }
        return null;
    }

    List<NodeView.SeenReport> seen(long nowNs) {
        List<NodeView.SeenReport> seen = new ArrayList<>();
        reports.values()
                .forEach(each ->
                        seen.add(
                                new NodeView.SeenReport(
                                        each.report(), (nowNs - each.atNs()) / 1_000_000)));
        return seen;
    }
}
