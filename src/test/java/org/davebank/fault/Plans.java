package org.davebank.fault;

import java.util.List;
import org.davebank.base.Address;

/** The plans that tests use most. */
final class Plans {

    private Plans() {}

    /** Cuts the node off from everybody. */
    static FaultPlan isolate(String id, long ttlNs) {
        return new FaultPlan(id, FaultKind.ISOLATE, List.of(), Direction.BOTH, 1, 0, 0, ttlNs);
    }

    /** Cuts the node off from some peers, one way or both. */
    static FaultPlan partition(String id, List<Address> peers, Direction direction, long ttlNs) {
        return new FaultPlan(id, FaultKind.PARTITION, peers, direction, 1, 0, 0, ttlNs);
    }
}
