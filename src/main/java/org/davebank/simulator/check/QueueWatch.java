package org.davebank.simulator.check;

import org.davebank.base.GroupId;
import org.davebank.node.replica.ReplicaQueues;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.raft.Entry;

/**
 * Checks that the queues of replicas and the size of entries keep to the limits of this run. The
 * seed lowers the limits, so that a few clients reach them.
 *
 * <pre>
 * Rules
 *   Q1  no queue of a replica ever holds more than its limit
 *   Q2  no committed entry is larger than an entry may be
 * </pre>
 */
public final class QueueWatch {

    /** What precedes the commands in an entry: a stamp and their number. */
    private static final int HEAD_BYTES_MAX = 20;

    private final ReplicaSettings limits;

    public QueueWatch(ReplicaSettings limits) {
        this.limits = limits;
    }

    /** Checks the queues at the end of a turn. */
    public void check(String name, GroupId group, ReplicaQueues queues) {
        check(name, group, "commands", queues.commands(), limits.queueCommandsMax());
        check(name, group, "entries", queues.entriesInFlight(), limits.entriesInFlightMax());
        check(name, group, "reads", queues.reads(), limits.readsWaitingMax());
    }

    private static void check(String name, GroupId group, String what, int count, int countMax) {
        if (count > countMax) {
            throw new Violation(
                    "Q1: "
                            + count
                            + " "
                            + what
                            + " wait in "
                            + group
                            + " on "
                            + name
                            + ", of "
                            + countMax);
        }
    }

    public void committed(GroupId group, Entry entry) {
        int bytes = entry.data().length;
        if (bytes > limits.entryBytesMax() + HEAD_BYTES_MAX) {
            throw new Violation(
                    "Q2: entry "
                            + entry.index()
                            + " of "
                            + group
                            + " takes "
                            + bytes
                            + " bytes, of "
                            + limits.entryBytesMax());
        }
    }
}
