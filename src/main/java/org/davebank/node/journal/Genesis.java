package org.davebank.node.journal;

import java.util.List;
import org.davebank.base.MemberId;

/**
 * From which a network is founded, once: the same record is given to each of its first servers.
 *
 * @param shards 1 to 1024, fixed for ever
 * @param replicas of each shard, 1 to 5
 * @param voters the first servers; they are the voters of the system group
 * @param nodesExpected shards are placed when this many nodes live, or a while later with fewer
 */
public record Genesis(
        long networkId,
        int shards,
        int replicas,
        String currency,
        int nodesExpected,
        List<Voter> voters) {

    /** A founding server: its name selects the member id that it takes. */
    public record Voter(MemberId id, String name) {}

    public Genesis {
        voters = List.copyOf(voters);
    }
}
