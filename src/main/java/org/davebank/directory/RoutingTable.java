package org.davebank.directory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Who leads which group and who holds it, as far as this node has heard. It may be out of date: a
 * node that does not lead refuses and says what it knows. Not thread-safe.
 */
public final class RoutingTable {

    /**
     * @param leader null while none is known
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

    /** Takes a leader's own word when its term is not older than what is known. */
    public void learnLeader(GroupId group, long term, MemberId leader, List<MemberId> replicas) {
        Route known = route(group);
        if (term >= known.term()) {
            routes.put(
                    group,
                    new Route(term, leader, replicas.isEmpty() ? known.replicas() : replicas));
        }
    }

    /** The founding replicas, used until a leader has spoken. */
    public void learnReplicas(GroupId group, List<MemberId> replicas) {
        Route known = route(group);
        if (known.replicas().isEmpty()) {
            routes.put(group, new Route(known.term(), known.leader(), replicas));
        }
    }
}
