package org.davebank.node.settings;

/**
 * How much a replica lets wait, and how it cuts what waits into entries.
 *
 * @param entryBytesMax commands of one entry take no more than this; a request that takes more by
 *     itself is refused
 * @param entriesInFlightMax entries in the log and not yet committed; further commands gather into
 *     the next entry
 * @param queueCommandsMax commands that may wait for a place in the log
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
