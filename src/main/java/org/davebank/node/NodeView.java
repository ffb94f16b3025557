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
 * A snapshot of everything one node knows, for people. Immutable and safe for any thread.
 *
 * @param nowNs the node's monotonic clock, the time base of the members' {@code sinceNs}
 * @param founding null until this node knows that the network is founded
 * @param reports the newest report of each node, including this one
 * @param placements founding replicas by shard
 * @param files files that the network keeps, by hash
 * @param events oldest first
 * @param requestsWaiting pending requests of this node's clients
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

    /** @param ageMs time since the report arrived here */
    public record SeenReport(NodeReport report, long ageMs) {}

    /** How long a node must be dead before its data is rebuilt elsewhere. */
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
