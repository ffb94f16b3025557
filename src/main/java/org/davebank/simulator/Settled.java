package org.davebank.simulator;

import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.Node;
import org.davebank.raft.Configuration;
import org.davebank.raft.Raft;
import org.davebank.raft.Role;

/**
 * Says whether all groups have reached their wanted state some time after everything was healed.
 */
final class Settled {

    private final Simulation world;

    Settled(Simulation world) {
        this.world = world;
    }

    /** What the replicas still lack, or an empty text. */
    String missing() {
        for (int group = 0; group <= world.settings().shards(); group++) {
            String missing = notEqual(new GroupId(group));
            if (!missing.isEmpty()) {
                return missing;
            }
        }
        return "";
    }

    private String notEqual(GroupId id) {
        int members = 0;
        int voters = 0;
        Set<MemberId> there = new TreeSet<>();
        Configuration newest = null;
        for (Machine machine : world.machines()) {
            Node node = machine.node();
            if (world.chaos().isGone(machine)) {
                continue;
            }
            if (node == null || !node.running()) {
                return machine.name() + " does not run";
            }
            there.add(node.self());
            for (Node.ReplicaView view : node.replicas()) {
                if (!view.group().equals(id)) {
                    continue;
                }
                // The configuration is the truth about placement.
                Raft raft = view.raft();
                if (raft.role() == Role.LEADER) {
                    newest = raft.configuration();
                }
                if (!raft.configuration().contains(node.self())) {
                    if (id.isShard()) {
                        return machine.name() + " has a replica of " + id + " for nothing";
                    }
                    continue;
                }
                members++;
                voters += raft.configuration().isVoter(node.self()) ? 1 : 0;
                if (raft.lastIndex() != world.consensus().committedCount(id)
                        || raft.commitIndex() != raft.lastIndex()
                        || view.appliedIndex() != raft.lastIndex()) {
                    return id
                            + " on "
                            + machine.name()
                            + " has applied "
                            + view.appliedIndex()
                            + " of "
                            + world.consensus().committedCount(id);
                }
            }
        }
        if (newest == null) {
            return id + " has no leader";
        }
        int wanted = id.isShard() ? Math.min(world.settings().replicas(), there.size()) : servers();
        if (members < wanted) {
            return id + " has " + members + " replicas of " + wanted;
        }
        boolean enough = there.size() >= world.settings().replicas();
        if (id.isShard() && enough && (voters < wanted || !there.containsAll(newest.voters()))) {
            return id + " has voters that are dead for good: " + newest;
        }
        return "";
    }

    /** The number of servers that are not permanently lost. */
    private int servers() {
        int servers = 0;
        for (Machine machine : world.machines()) {
            servers += machine.isServer() && !world.chaos().isGone(machine) ? 1 : 0;
        }
        return servers;
    }
}
