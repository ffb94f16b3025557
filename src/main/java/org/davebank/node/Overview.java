package org.davebank.node;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.replica.ReplicaQueues;
import org.davebank.node.wire.NodeFigures;

/** Builds the {@link NodeView} from the parts of a node. */
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

    static NodeFigures.Held held(Parts parts) {
        return new NodeFigures.Held(parts.replicas.memoryBytes(), parts.files.heldBytes());
    }

    static Map<NodeFigures.Queue, Long> waiting(Parts parts) {
        long commands = 0;
        long entries = 0;
        long reads = 0;
        for (GroupReplica<?> replica : parts.replicas.all()) {
            ReplicaQueues queues = replica.queues();
            commands += queues.commands();
            entries += queues.entriesInFlight();
            reads += queues.reads();
        }
        Map<NodeFigures.Queue, Long> waiting = new EnumMap<>(NodeFigures.Queue.class);
        waiting.put(NodeFigures.Queue.REQUESTS, (long) parts.requests.size());
        waiting.put(NodeFigures.Queue.SCANS, (long) parts.scans.waiting());
        waiting.put(NodeFigures.Queue.COMMANDS, commands);
        waiting.put(NodeFigures.Queue.ENTRIES, entries);
        waiting.put(NodeFigures.Queue.READS, reads);
        return waiting;
    }
}
