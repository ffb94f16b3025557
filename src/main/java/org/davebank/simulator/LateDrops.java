package org.davebank.simulator;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.node.Node;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;
import org.davebank.raft.Raft;

/**
 * Sends outdated orders to drop a replica: each was valid while its member was in no configuration
 * of the group, and arrives when the member votes there, as if the network had delayed it. A member
 * that checks whether its replica is newer than the order is not hurt.
 */
final class LateDrops {

    private static final long MS = 1_000_000L;
    private static final long TIMEOUT_NS = 500 * MS;

    /** How soon after becoming a voter a member gets the order, at most. */
    private static final long LATE_MS_MAX = 3_000;

    private record Key(GroupId group, MemberId member) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : member.compareTo(other.member);
        }
    }

    private final Simulation world;
    private final RandomSource random;
    private final Map<Key, RequestBody.DropReplica> kept = new TreeMap<>();

    LateDrops(Simulation world, RandomSource random) {
        this.world = world;
        this.random = random;
    }

    /**
     * Observes a leader of the group while a supernode leads.
     *
     * @param supernodeTerm term of that supernode
     */
    void look(GroupId group, Raft leader, long supernodeTerm) {
        if (leader.commitIndex() < leader.configurationIndex()) {
            return; // No supernode acts on an uncommitted configuration.
        }
        Configuration configuration = leader.configuration();
        for (Machine machine : world.machines()) {
            Node node = machine.node();
            if (node == null || !node.running()) {
                continue;
            }
            Key key = new Key(group, node.self());
            if (!configuration.contains(node.self())) {
                kept.put(
                        key,
                        new RequestBody.DropReplica(
                                node.self(),
                                group,
                                leader.term(),
                                leader.configurationIndex(),
                                supernodeTerm));
            } else if (configuration.isVoter(node.self())) {
                RequestBody.DropReplica order = kept.remove(key);
                if (order != null) {
                    world.step(
                            random.between(0, LATE_MS_MAX) * MS,
                            "late drop",
                            () -> machine.ask(order, TIMEOUT_NS, reply -> {}));
                }
            }
        }
    }
}
