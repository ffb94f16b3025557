package org.davebank.directory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * The leader and holders of each group, as far as this node knows. It may be outdated: a node that
 * is not the leader refuses and answers with what it knows. Not thread-safe.
 */
public final class RoutingTable {

    /**
     * @param leader null while unknown
     * @param replicas voters first, then learners; empty while unknown
     */
    public record Route(long term, @Nullable MemberId leader, List<MemberId> replicas) {
        public Route {
            replicas = List.copyOf(replicas);
        }
    }

    private static final Route UNKNOWN = new Route(0, null, List.of());

    private final Map<GroupId, Route> routes = new TreeMap<>();

    public Route route(GroupId group) {
        return routes.getOrDefault(group, UNKNOWN);
    }

    /** Learns a leader from its own report, unless its term is older than the known one. */
    public void learnLeader(GroupId group, long term, MemberId leader, List<MemberId> replicas) {
        Route known = route(group);
        if (term >= known.term()) {
            routes.put(
                    group,
                    new Route(term, leader, replicas.isEmpty() ? known.replicas() : replicas));
        }
    }

    /** Learns the founding replicas, used until a leader is known. */
    public void learnReplicas(GroupId group, List<MemberId> replicas) {
        Route known = route(group);
        if (known.replicas().isEmpty()) {
            routes.put(group, new Route(known.term(), known.leader(), replicas));
        }
    }

    /** Nothing is known of the group any more: this node has left it, and hears no news of it. */
    public void forget(GroupId group) {
        routes.remove(group);
    }
}
