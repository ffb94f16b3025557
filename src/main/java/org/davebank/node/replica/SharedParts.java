package org.davebank.node.replica;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.node.journal.EventLog;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.port.Time;
import org.davebank.node.settings.ReplicaSettings;

/**
 * The parts of a node that all its replicas use.
 *
 * @param usable true for members that can be reached
 * @param applyBytesMax see {@link org.davebank.raft.RaftSettings}
 * @param limits of what waits and of entries
 */
public record SharedParts(
        MemberId self,
        NodeJournal journal,
        Outbox outbox,
        EventLog events,
        RoutingTable routes,
        Time time,
        Clocks clocks,
        Refusals refusals,
        Predicate<MemberId> usable,
        Consumer<GroupId> leaderChanged,
        int applyBytesMax,
        ReplicaSettings limits) {}
