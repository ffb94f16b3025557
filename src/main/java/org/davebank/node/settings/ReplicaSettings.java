package org.davebank.node.settings;

/**
 * A replica's queue limits, and the limits of its entries.
 *
 * @param entryBytesMax maximum size of the commands of one entry; a larger single request is
 *     refused
 * @param entriesInFlightMax entries in the log that are not yet committed; further commands wait
 *     for the next entry
 * @param queueCommandsMax commands that may wait for the log
 * @param readsWaitingMax reads that may wait for a leader's round, or for entries to be applied
 */
public record ReplicaSettings(
        int entryBytesMax, int entriesInFlightMax, int queueCommandsMax, int readsWaitingMax) {

    public static final ReplicaSettings DEFAULT =
            new ReplicaSettings(768 * 1024, 8, 65_536, 16_384);

    public ReplicaSettings {
        if (entryBytesMax < 1
                || entriesInFlightMax < 1
                || queueCommandsMax < 1
                || readsWaitingMax < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
