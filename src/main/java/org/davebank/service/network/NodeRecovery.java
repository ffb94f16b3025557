package org.davebank.service.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RecoveryPlan;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.NodeReport;
import org.jspecify.annotations.Nullable;

/**
 * What is lost when some nodes die permanently, and where it will be rebuilt: the plan that the
 * supernode would carry out in the current network.
 *
 * @param nodes their names, in order
 * @param shards replicas that are lost
 * @param afterS how long a node is dead before its replicas are rebuilt
 */
public record NodeRecovery(List<String> nodes, List<Shard> shards, Files files, long afterS) {

    public NodeRecovery {
        nodes = List.copyOf(nodes);
        shards = List.copyOf(shards);
    }

    /** Why a replica is not rebuilt. */
    public enum Why {
        /** No majority is left: the shard stops until a replica returns. */
        QUORUM_LOST,
        /** Every other living node holds it already, or has no room for it. */
        NO_NODE_LEFT
    }

    /**
     * One lost replica.
     *
     * @param role leader, voter or learner
     * @param survivors names of the surviving voters
     * @param rebuiltOn name of the node that replaces it, or null
     * @param why it is not rebuilt, or null
     */
    public record Shard(
            int shard,
            String node,
            String role,
            List<String> survivors,
            @Nullable String rebuiltOn,
            @Nullable Why why) {
        public Shard {
            survivors = List.copyOf(survivors);
        }
    }

    /**
     * Files that lose a copy.
     *
     * @param bytes total size
     * @param copiedTo number of files by the name of the node that they go to
     * @param notCopied files for which no node is left
     * @param lost files without another living copy
     * @param afterS how long a node is dead before they are copied
     */
    public record Files(
            int count,
            long bytes,
            Map<String, Integer> copiedTo,
            int notCopied,
            int lost,
            long afterS) {
        public Files {
            copiedTo = new TreeMap<>(copiedTo);
        }
    }

    /** @param names of nodes; unknown nodes hold nothing */
    static NodeRecovery of(NodeView view, Collection<String> names, long freshMs) {
        Map<MemberId, String> known = new HashMap<>();
        view.recorded().forEach(each -> known.put(each.id(), each.name()));
        Set<MemberId> lost = new TreeSet<>();
        known.forEach((id, name) -> {
            if (names.contains(name)) {
                lost.add(id);
            }
        });
        List<NodeReport> fresh = new ArrayList<>();
        Set<MemberId> full = new TreeSet<>();
        for (NodeView.SeenReport seen : view.reports()) {
            if (seen.ageMs() <= freshMs) {
                fresh.add(seen.report());
                if (seen.report().full()) {
                    full.add(seen.report().member());
                }
            }
        }
        List<RecoveryPlan.Living> living = new ArrayList<>();
        for (MemberStatus status : view.members()) {
            MemberId id = status.member().id();
            if (status.state() == MemberState.ALIVE && known.containsKey(id)) {
                boolean server = status.member().role() == MemberRole.SERVER;
                String machine = status.member().address().host();
                living.add(new RecoveryPlan.Living(id, server, machine, full.contains(id)));
            }
        }
        living.sort(Comparator.comparing(RecoveryPlan.Living::member));
        Map<GroupId, GroupReport> newest = GroupReport.newest(fresh);
        RecoveryPlan plan =
                RecoveryPlan.of(GroupReport.shards(newest.values()), view.files(), living, lost);
        List<Shard> shards = new ArrayList<>();
        for (RecoveryPlan.Replica each : plan.replicas()) {
            GroupReport group = newest.get(GroupId.ofShard(each.shard()));
            boolean leads = group != null && each.lost().equals(group.leader());
            shards.add(
                    new Shard(
                            each.shard(),
                            name(known, each.lost()),
                            leads ? "leader" : each.voter() ? "voter" : "learner",
                            each.survivors().stream().map(id -> name(known, id)).toList(),
                            each.target() == null ? null : name(known, each.target()),
                            why(each.obstacle())));
        }
        return new NodeRecovery(
                names.stream().sorted().toList(),
                shards,
                files(plan, known, view.rebuild().filesAfterNs()),
                view.rebuild().replicasAfterNs() / 1_000_000_000L);
    }

    private static @Nullable Why why(RecoveryPlan.@Nullable Obstacle obstacle) {
        return switch (obstacle) {
            case null -> null;
            case QUORUM_LOST -> Why.QUORUM_LOST;
            case NO_NODE_LEFT -> Why.NO_NODE_LEFT;
        };
    }

    private static Files files(RecoveryPlan plan, Map<MemberId, String> known, long afterNs) {
        long bytes = 0;
        Set<String> seen = new TreeSet<>();
        Set<String> notCopied = new TreeSet<>();
        Set<String> lost = new TreeSet<>();
        Map<String, Integer> copiedTo = new TreeMap<>();
        for (RecoveryPlan.File each : plan.files()) {
            String sha256 = each.file().sha256();
            bytes += seen.add(sha256) ? each.file().bytes() : 0;
            switch (each.obstacle()) {
                case null -> {
                    MemberId target = each.target();
                    if (target != null) {
                        copiedTo.merge(name(known, target), 1, Integer::sum);
                    }
                }
                case QUORUM_LOST -> lost.add(sha256);
                case NO_NODE_LEFT -> notCopied.add(sha256);
            }
        }
        long afterS = afterNs / 1_000_000_000L;
        return new Files(seen.size(), bytes, copiedTo, notCopied.size(), lost.size(), afterS);
    }

    private static String name(Map<MemberId, String> known, MemberId member) {
        return known.getOrDefault(member, member.toString());
    }
}
