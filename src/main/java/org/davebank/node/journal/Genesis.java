package org.davebank.node.journal;

import java.util.List;
import org.davebank.base.MemberId;

/**
 * The founding record of a network: each of its first servers gets the same one.
 *
 * @param shards 1 to 1024, never changes
 * @param replicas of each shard, 1 to 5
 * @param voters the first servers; they are the voters of the system group
 * @param nodesExpected shards are placed when this many nodes are alive, or after a delay with
 *     fewer
 */
public record Genesis(
        long networkId,
        int shards,
        int replicas,
        String currency,
        int nodesExpected,
        List<Voter> voters) {

    /** A founding server; a server finds its member id by its name. */
    public record Voter(MemberId id, String name) {}

    public Genesis {
        voters = List.copyOf(voters);
    }
}
