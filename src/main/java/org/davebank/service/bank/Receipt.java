package org.davebank.service.bank;

import java.util.List;

/**
 * Where a transaction stands in its shard's log.
 *
 * @param term of the leader that proposed it
 * @param onDisk names of the replicas that have acknowledged it as durable
 * @param missing names of the shard's other replicas
 */
public record Receipt(int shard, long index, long term, List<String> onDisk, List<String> missing) {

    public Receipt {
        onDisk = List.copyOf(onDisk);
        missing = List.copyOf(missing);
    }
}
