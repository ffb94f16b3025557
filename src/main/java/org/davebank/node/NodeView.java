package org.davebank.node;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Event;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.directory.job.ImportJob;
import org.davebank.membership.MemberStatus;
import org.davebank.node.wire.NodeReport;
import org.jspecify.annotations.Nullable;

/**
 * Everything one node knows, at one moment, for people. Immutable and safe to hand to any thread.
 *
 * @param nowNs the node's monotonic clock, to which {@code sinceNs} of members refers
 * @param founding null until the network is founded as far as this node knows
 * @param reports the newest report of each node, its own included
 * @param placements founding replicas by shard
 * @param files that the network keeps, by their hash
 * @param events oldest first
 * @param requestsWaiting of this node's own clients
 */
public record NodeView(
        MemberId self,
        String name,
        long wallMs,
        long nowNs,
        List<MemberStatus> members,
        List<SeenReport> reports,
        SystemCommand.@Nullable Found founding,
        List<SystemState.RecordedMember> recorded,
        Map<Integer, List<MemberId>> placements,
        List<ImportJob> imports,
        List<SystemCommand.PlanFault> faults,
        List<SystemCommand.Audit> auditTrail,
        List<SharedFile> files,
        Rebuild rebuild,
        Map<GroupId, RoutingTable.Route> routes,
        List<Event> events,
        int requestsWaiting) {

    /** @param ageMs since it arrived here */
    public record SeenReport(NodeReport report, long ageMs) {}

    /** How long a node is dead before what it held is rebuilt elsewhere. */
    public record Rebuild(long replicasAfterNs, long filesAfterNs) {}

    public NodeView {
        members = List.copyOf(members);
        reports = List.copyOf(reports);
        recorded = List.copyOf(recorded);
        placements = Collections.unmodifiableMap(new TreeMap<>(placements));
        imports = List.copyOf(imports);
        faults = List.copyOf(faults);
        auditTrail = List.copyOf(auditTrail);
        files = List.copyOf(files);
        routes = Collections.unmodifiableMap(new TreeMap<>(routes));
        events = List.copyOf(events);
    }
}
