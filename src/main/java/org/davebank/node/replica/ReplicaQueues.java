package org.davebank.node.replica;

/**
 * The current queue lengths of a replica, each within its limit in {@link ReplicaSettings}.
 *
 * @param commands commands that wait for the log
 * @param entriesInFlight entries whose commands wait until they are applied @param reads waiting
 * reads
 */
public record ReplicaQueues(int commands, int entriesInFlight, int reads) {}
