package org.davebank.node.replica;

/**
 * What waits in a replica at the moment; none is ever more than its limit in {@link
 * ReplicaSettings}.
 *
 * @param commands that wait for a place in the log
 * @param entriesInFlight with commands that wait for their entry to be applied
 * @param reads that wait
 */
public record ReplicaQueues(int commands, int entriesInFlight, int reads) {}
