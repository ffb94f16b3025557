package org.davebank.simulator.check;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.davebank.base.GroupId;
import org.davebank.node.replica.ReplicaQueues;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.junit.jupiter.api.Test;

class QueueWatchTest {

    private static final GroupId GROUP = GroupId.ofShard(0);

    private final QueueWatch watch = new QueueWatch(new ReplicaSettings(100, 2, 24, 8));

    private void waiting(int commands, int entries, int reads) {
        watch.check("server-1", GROUP, new ReplicaQueues(commands, entries, reads));
    }

    private void entry(int bytes) {
        watch.committed(GROUP, new Entry(1, 1, EntryKind.COMMAND, new byte[bytes]));
    }

    private static void breaks(String rule, Runnable step) {
        Violation violation = assertThrows(Violation.class, step::run);
        assertTrue(violation.getMessage().startsWith(rule), violation.getMessage());
    }

    @Test
    void queuesMayBeFull() {
        assertDoesNotThrow(() -> waiting(24, 2, 8));
    }

    @Test
    void noQueueHoldsMoreThanItsLimit() {
        breaks("Q1: 25 commands", () -> waiting(25, 0, 0));
        breaks("Q1: 3 entries", () -> waiting(0, 3, 0));
        breaks("Q1: 9 reads", () -> waiting(0, 0, 9));
    }

    @Test
    void anEntryMayBeAsLargeAsItsCommandsAndTheirHead() {
        assertDoesNotThrow(() -> entry(120));
        breaks("Q2: entry 1", () -> entry(121));
    }
}
