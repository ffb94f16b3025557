package org.davebank.node.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.GroupWork;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Configuration;
import org.davebank.raft.Progress;
import org.davebank.raft.Raft;
import org.davebank.raft.Role;

/**
 * The state that a replica reports of itself and, while it leads, of the other members of its
 * group.
 */
final class ReplicaStanding {

    private final GroupId group;
    private final MemberId self;
    private final Raft raft;
    private final StateMachine<?> machine;
    private final Stamps stamps;
    private final WriteTimes writeTimes;

    ReplicaStanding(
            GroupId group,
            MemberId self,
            Raft raft,
            StateMachine<?> machine,
            Stamps stamps,
            WriteTimes writeTimes) {
        this.group = group;
        this.self = self;
        this.raft = raft;
        this.machine = machine;
        this.stamps = stamps;
        this.writeTimes = writeTimes;
    }

    /** See {@link GroupReplica#locate}. */
    Reply locate(long index, long appliedIndex) {
        if (index < 1 || index > appliedIndex) {
            return new Reply.Declined(group + " has no entry " + index);
        }
        List<MemberId> onDisk = new ArrayList<>();
        List<MemberId> missing = new ArrayList<>();
        Map<MemberId, Progress> progress = raft.progress();
        for (MemberId member : raft.configuration().members()) {
            Progress each = progress.get(member);
            boolean own = member.equals(self);
            long known = own ? raft.durableIndex() : each == null ? 0 : each.matchIndex();
            (known >= index ? onDisk : missing).add(member);
        }
        return new Reply.Located(group, index, raft.termAt(index), onDisk, missing);
    }

    /** See {@link GroupReplica#report}. */
    GroupReport report(long appliedIndex, long nowNs, long contactNsMax) {
        Configuration configuration = raft.configuration();
        List<Long> matches = new ArrayList<>();
        List<MemberId> ready = new ArrayList<>();
        List<MemberId> answering = new ArrayList<>();
        boolean quorum = false;
        GroupWork work = GroupWork.NONE;
        if (raft.role() == Role.LEADER) {
            Map<MemberId, Progress> progress = raft.progress();
            for (MemberId member : configuration.voters()) {
                Progress each = progress.get(member);
                boolean own = member.equals(self);
                matches.add(own ? raft.lastIndex() : each == null ? 0 : each.matchIndex());
                if (own || (each != null && nowNs - each.lastContactNs() <= contactNsMax)) {
                    answering.add(member);
                }
            }
            for (MemberId member : configuration.learners()) {
                Progress each = progress.get(member);
                matches.add(each == null ? 0 : each.matchIndex());
                if (each != null && each.caughtUp()) {
                    ready.add(member);
                }
            }
            quorum = answering.size() >= configuration.quorum() && raft.committedInOwnTerm();
            if (machine instanceof LedgerMachine shard) {
                work = writeTimes.take(shard.ledger());
            }
        }
        return new GroupReport(
                group,
                raft.role(),
                raft.term(),
                raft.leader(),
                raft.lastIndex(),
                raft.commitIndex(),
                appliedIndex,
                quorum,
                stamps.refuses(),
                raft.configurationIndex(),
                configuration.voters(),
                configuration.learners(),
                ready,
                matches,
                answering,
                work,
                machine.rules());
    }
}
