package org.davebank.node.replica;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftInput;
import org.davebank.raft.RaftMessage;

/**
 * Looks at entries before a follower takes them: a command that cannot be read, or rules that a newer
 * build made, would end every replica that applies them, and a stamp far ahead of this node's clock would move all later stamps
 * of the shard.
 *
 * <p>Drops the first bad entry and all later ones, as if they had been lost. The leader might have
 * sent the rest of the message, so it is answered, and neither safety nor the leader's contact with
 * this follower depends on the check. A committed entry is always accepted: its stamp was accepted
 * by a quorum, whatever this node's clock says.
 */
final class Intake {

    private final GroupId group;
    private final Raft raft;
    private final StateMachine<?> machine;
    private final Clocks clocks;
    private final Refusals refusals;

    Intake(GroupId group, Raft raft, StateMachine<?> machine, Clocks clocks, Refusals refusals) {
        this.group = group;
        this.raft = raft;
        this.machine = machine;
        this.clocks = clocks;
        this.refusals = refusals;
    }

    /** The message without the rejected entries. */
    RaftInput.Received admit(RaftInput.Received received) {
        if (!(received.message() instanceof RaftMessage.AppendEntries m)
                || m.entries().isEmpty()
                || m.term() < raft.term()) {
            return received;
        }
        List<Entry> entries = m.entries();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean known =
                    entry.index() <= raft.lastIndex() && raft.termAt(entry.index()) == entry.term();
            if (!known
                    && (entry.kind() == EntryKind.COMMAND || entry.kind() == EntryKind.RULES)
                    && !admits(received.from(), entry, m.commit())) {
                return new RaftInput.Received(
                        received.from(),
                        new RaftMessage.AppendEntries(
                                m.term(),
                                m.prevIndex(),
                                m.prevTerm(),
                                m.commit(),
                                m.round(),
                                entries.subList(0, i)));
            }
        }
        return received;
    }

    private boolean admits(MemberId from, Entry entry, long commit) {
        long stampMs;
        try {
            stampMs = machine.examine(entry);
        } catch (WireException | IllegalArgumentException e) {
            boolean rules = entry.kind() == EntryKind.RULES;
            refusals.message(
                    from,
                    group,
                    rules
                            ? "an entry begins " + e.getMessage() + ": upgrade this node"
                            : "an entry that cannot be read");
            return false;
        }
        long aheadMs = stampMs - clocks.wallMs();
        if (aheadMs > Stamps.AHEAD_MS_MAX && entry.index() > commit) {
            refusals.stamp(from, group, aheadMs);
            return false;
        }
        return true;
    }
}
