package org.davebank.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;

/** Gathers from the parts of a node what it knows, for people. */
final class Overview {

    private Overview() {}

    static NodeView of(Parts parts) {
        long nowNs = parts.time.nowNs();
        SystemState agreed = parts.replicas.systemState();
        SystemState state = agreed == null ? new SystemState() : agreed;
        Map<Integer, List<MemberId>> placements = new TreeMap<>();
        Map<GroupId, RoutingTable.Route> known = new TreeMap<>();
        known.put(GroupId.SYSTEM, parts.routes.route(GroupId.SYSTEM));
        SystemCommand.Found founding = state.founding();
        for (int shard = 0; founding != null && shard < founding.shards(); shard++) {
            List<MemberId> placement = state.placement(shard);
            if (placement != null) {
                placements.put(shard, placement);
                parts.routes.learnReplicas(GroupId.ofShard(shard), placement);
            }
            known.put(GroupId.ofShard(shard), parts.routes.route(GroupId.ofShard(shard)));
        }
        return new NodeView(
                parts.self,
                parts.settings.name(),
                parts.time.wallMs(),
                nowNs,
                parts.neighbours.members(),
                parts.reports.seen(nowNs),
                founding,
                state.members(),
                placements,
                state.imports(),
                state.faults(),
                state.auditTrail(),
                state.files(),
                new NodeView.Rebuild(
                        parts.settings.rebuildAfterNs(), parts.settings.files().deadForGoodNs()),
                known,
                parts.events.newest(),
                parts.requests.size());
    }
}
