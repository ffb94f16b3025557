package org.davebank.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.Node;
import org.davebank.node.wire.NodeMessage;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftMessage;
import org.davebank.raft.Role;
import org.davebank.simulator.check.ConsensusChecker;
import org.davebank.simulator.check.ScanWatch;
import org.davebank.simulator.check.SyncTrack;
import org.davebank.simulator.check.Violation;
import org.davebank.simulator.disk.SimDisk;
import org.jspecify.annotations.Nullable;

/** Judges the state of one machine's replicas turn by turn, and their messages one by one. */
final class ReplicaWatch {

    /** What a consensus message promises. */
    enum Promise {
        NOTHING,
        /** A vote granted, or an election started. */
        VOTE,
        /** Entries stored. */
        ACKNOWLEDGEMENT
    }

    /** One replica in this life of the process, with what the checkers know of it. */
    private record Watched(
            Node.ReplicaView view,
            ConsensusChecker.Track track,
            LongUnaryOperator termAt,
            SyncTrack syncs) {}

    private final Simulation world;
    private final String name;
    private final SimDisk disk;
    private final List<Watched> watched = new ArrayList<>();
    private final ScanWatch scans;

    ReplicaWatch(Simulation world, String name, SimDisk disk) {
        this.world = world;
        this.disk = disk;
        this.name = name;
        this.scans = new ScanWatch(name);
    }

    /** The process starts again. */
    void clear() {
        watched.clear();
        scans.clear();
    }

    /** The disk must still hold everything that was promised. */
    void recovered(Node started) {
        TreeSet<GroupId> groups = new TreeSet<>();
        for (Node.ReplicaView view : started.replicas()) {
            Raft raft = view.raft();
            groups.add(view.group());
            world.promises()
                    .restarted(
                            started.self(),
                            view.group(),
                            raft.term(),
                            raft.vote(),
                            raft.lastIndex(),
                            raft::termAt);
        }
        world.promises().restarted(started.self(), groups);
    }

    /** Checks the node's visible state at the end of a turn. */
    void check(Node running) {
        List<Node.ReplicaView> views = running.replicas();
        scans.check(views);
        for (int i = 0; i < views.size(); i++) {
            Node.ReplicaView view = views.get(i);
            while (i < watched.size() && watched.get(i).view.raft() != view.raft()) {
                dropped(running, watched.remove(i));
            }
            if (i == watched.size()) {
                Raft raft = view.raft();
                world.promises()
                        .restarted(
                                running.self(),
                                view.group(),
                                raft.term(),
                                raft.vote(),
                                raft.lastIndex(),
                                raft::termAt);
                ConsensusChecker.Track track = new ConsensusChecker.Track(view.group(), name);
                SyncTrack syncs =
                        new SyncTrack(
                                name + " in " + view.group(),
                                raft.lastIndex(),
                                raft.durableIndex(),
                                raft::termAt);
                watched.add(new Watched(view, track, view.raft()::termAt, syncs));
            }
            world.queues().check(name, view.group(), view.queues());
            check(running, view, watched.get(i));
        }
        while (watched.size() > views.size()) {
            dropped(running, watched.removeLast());
        }
    }

    /** Notes what is committed when a turn has ended half-way: what was applied cannot be judged. */
    void checkCommits() {
        for (Watched replica : watched) {
            Raft raft = replica.view.raft();
            long judged = replica.track.standing().appliedIndex();
            world.consensus().observe(replica.track, standing(raft, judged), raft::entry, 0);
        }
    }

    private static ConsensusChecker.Standing standing(Raft raft, long appliedIndex) {
        return new ConsensusChecker.Standing(
                raft.role(),
                raft.term(),
                raft.commitIndex(),
                raft.lastIndex(),
                raft.lastTerm(),
                appliedIndex);
    }

    private void dropped(Node running, Watched replica) {
        world.replicas().dropped(running.self(), replica.view.group());
    }

    private void noteLeader(Node.ReplicaView view) {
        Raft raft = view.raft();
        long index = raft.configurationIndex();
        boolean own = index == 0 || raft.termAt(index) == raft.term();
        if (own || raft.commitIndex() >= index) {
            world.replicas()
                    .leads(
                            view.group(),
                            raft.term(),
                            index,
                            raft.termAt(index),
                            raft.termAt(raft.commitIndex()),
                            raft.configuration());
        }
    }

    private void check(Node running, Node.ReplicaView view, Watched replica) {
        Raft raft = view.raft();
        ConsensusChecker.Standing before = replica.track.standing();
        boolean logMoved =
                raft.lastIndex() != before.lastIndex() || raft.lastTerm() != before.lastTerm();
        boolean applied = view.appliedIndex() != before.appliedIndex();
        boolean moved =
                logMoved
                        || applied
                        || raft.role() != before.role()
                        || raft.term() != before.term()
                        || raft.commitIndex() != before.commitIndex();
        if (logMoved) {
            replica.syncs.logMoved(raft.lastIndex(), disk.syncsAsked());
        }
        replica.syncs.check(raft.durableIndex(), disk.syncsCompleted());
        if (!moved) {
            return;
        }
        var ledger = view.ledger();
        ConsensusChecker.Standing now = standing(raft, view.appliedIndex());
        if (raft.role() == Role.LEADER && before.role() != Role.LEADER) {
            world.chaos().elected(name, view.group());
        }
        noteMade(view, before);
        long stateHash = ledger == null || !applied ? 0 : ledger.stateHash();
        world.consensus().observe(replica.track, now, raft::entry, stateHash);
        if (raft.role() == Role.LEADER) {
            noteLeader(view);
        }
        boolean leads = raft.role() == Role.LEADER && before.role() == Role.LEADER;
        if (leads && raft.commitIndex() > before.commitIndex()) {
            long index = raft.commitIndex();
            boolean synced = raft.durableIndex() >= index;
            List<MemberId> voters = raft.configuration().voters();
            world.promises()
                    .committed(running.self(), view.group(), raft.term(), index, synced, voters);
        }
        if (logMoved) {
            world.promises()
                    .logChanged(running.self(), view.group(), raft.lastIndex(), replica.termAt);
        }
        if (applied && ledger != null) {
            world.stamps().applied(view.group(), name, view.appliedIndex(), ledger.lastStampMs());
        }
        if (applied && ledger != null && ledger.sumMinor() != 0) {
            throw new Violation(
                    "the postings of "
                            + view.group()
                            + " on "
                            + name
                            + " sum to "
                            + ledger.sumMinor());
        }
    }

    /** Notes the entries that a leader has made in this turn, or in the one that elected it. */
    private void noteMade(Node.ReplicaView view, ConsensusChecker.Standing before) {
        Raft raft = view.raft();
        if (raft.role() != Role.LEADER || !view.group().isShard()) {
            return;
        }
        boolean led = before.role() == Role.LEADER && before.term() == raft.term();
        long known = led ? before.lastIndex() : 0;
        long trueMs = world.time().wallMs();
        for (long i = raft.lastIndex(); i > known && raft.termAt(i) == raft.term(); i--) {
            world.stamps().made(view.group(), i, raft.term(), trueMs);
            world.chaos().steps().made(view.group(), raft.entry(i));
        }
    }

    /** Notes what a message that leaves the machine promises. */
    Promise sent(Node running, NodeMessage.Consensus consensus, NodeMessage.Frame frame) {
        boolean vote =
                frame.message() instanceof RaftMessage.Vote
                        || (frame.message() instanceof RaftMessage.VoteReply v && v.granted());
        boolean matched = frame.message() instanceof RaftMessage.AppendReply r && r.matched();
        if (!vote && !matched) {
            return Promise.NOTHING;
        }
        Raft raft = raft(running, frame.group());
        if (raft == null) {
            throw new Violation(name + " speaks for a group that it has no replica of");
        }
        world.promises()
                .sent(
                        consensus.from(),
                        consensus.to(),
                        frame.group(),
                        frame.message(),
                        raft.term(),
                        index -> index <= raft.lastIndex() ? raft.termAt(index) : -1);
        return vote ? Promise.VOTE : Promise.ACKNOWLEDGEMENT;
    }

    @Nullable Raft raft(Node running, GroupId group) {
        for (Watched replica : watched) {
            if (replica.view.group().equals(group)) {
                return replica.view.raft();
            }
        }
        for (Node.ReplicaView view : running.replicas()) {
            if (view.group().equals(group)) {
                return view.raft();
            }
        }
        return null;
    }
}
