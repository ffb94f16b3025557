package org.davebank.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.Spill;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.journal.Recovered;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.replica.LedgerMachine;
import org.davebank.node.replica.SharedParts;
import org.davebank.node.replica.SystemMachine;
import org.davebank.node.transfer.ShardTransfers;
import org.davebank.node.wire.GroupReport;
import org.davebank.raft.Configuration;
import org.davebank.raft.HardState;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftInput;
import org.davebank.raft.RaftLog;
import org.davebank.raft.Role;
import org.davebank.storage.RecordKind;
import org.jspecify.annotations.Nullable;

/** Creates, finds and drops the replicas that one node holds. */
final class Replicas {

    private final Parts node;
    private final SharedParts shared;
    private final RandomSource random;
    private final Spill spill;
    private final Map<GroupId, GroupReplica<LedgerCommand>> shards = new TreeMap<>();
    private final Map<GroupId, Ledger> ledgers = new TreeMap<>();
    private final Map<GroupId, ShardTransfers> transfers = new TreeMap<>();
    private final List<GroupReplica<?>> all = new ArrayList<>();
    private final Map<GroupId, Recovered.Dropped> dropped = new TreeMap<>();
    private @Nullable GroupReplica<SystemCommand> system;
    private @Nullable SystemState systemState;

    /**
     * @param node everything but the replicas is there
     * @param spill where old entries and records go
     * @param leaderChanged called with each group that another member leads now
     */
    Replicas(Parts node, RandomSource random, Spill spill, Consumer<GroupId> leaderChanged) {
        this.node = node;
        this.random = random;
        this.spill = spill;
        this.shared =
                new SharedParts(
                        node.self,
                        node.journal,
                        node.outbox,
                        node.events,
                        node.routes,
                        node.time,
                        node.clocks,
                        node.refusals,
                        node.neighbours::usable,
                        leaderChanged,
                        node.settings.raft().applyBytesMax(),
                        node.settings.replicas());
    }

    /** Opens the replicas in the journal and remembers those that were dropped. */
    void recover(Recovered recovered) {
        dropped.putAll(recovered.dropped);
        recovered.groups.forEach(
                (group, saved) -> open(group, saved.founding, saved.hard, saved.before, saved.log));
    }

    /** Creates a replica of a group that this node does not hold yet. */
    void create(GroupId group, Configuration founding) {
        WireWriter out = new WireWriter();
        founding.write(out);
        node.journal.save(RecordKind.GROUP, group.value(), out.toBytes());
        Recovered.Dropped before = dropped.getOrDefault(group, Recovered.Dropped.NONE);
        RaftLog log = new RaftLog(spill, node.settings.raft().logMemoryBytesMax());
        open(group, founding, before.hard(), before, log);
        node.events.record(
                EventKind.REPLICA_CREATED, group, 0, 0, node.settings.name() + " holds " + group);
    }

    private void open(
            GroupId group,
            Configuration founding,
            HardState hard,
            Recovered.Dropped before,
            RaftLog log) {
        long nowNs = node.time.nowNs();
        Raft raft =
                new Raft(
                        node.settings.raft(),
                        node.self,
                        founding,
                        hard,
                        before.end(),
                        log,
                        random.fork(),
                        nowNs);
        if (group.isShard()) {
            LedgerMachine machine = new LedgerMachine(group, spill, node.settings.formats());
            GroupReplica<LedgerCommand> replica = new GroupReplica<>(group, raft, machine, shared);
            shards.put(group, replica);
            ledgers.put(group, machine.ledger());
            transfers.put(
                    group,
                    new ShardTransfers(
                            node.settings.formats().rules().getLast().movements(),
                            replica,
                            machine.ledger(),
                            node.surroundings,
                            node.time,
                            key -> stray(group, key)));
            node.audits.add(group, machine.ledger(), nowNs);
            all.add(replica);
        } else {
            SystemMachine machine = new SystemMachine(node.settings.formats());
            GroupReplica<SystemCommand> replica = new GroupReplica<>(group, raft, machine, shared);
            system = replica;
            systemState = machine.state();
            all.add(replica);
        }
        node.routes.learnReplicas(group, founding.members());
    }

    /**
     * Drops a shard's replica. The journal keeps its vote and the end of its log permanently;
     * {@link Raft#isOutdatedBy} says when dropping is allowed.
     */
    void drop(GroupReplica<?> replica) {
        GroupId group = replica.group();
        Raft raft = replica.raft();
        Recovered.Dropped remembered =
                new Recovered.Dropped(new HardState(raft.term(), raft.vote()), raft.remembered());
        node.journal.save(RecordKind.GROUP_DROPPED, group.value(), remembered.toBytes());
        dropped.put(group, remembered);
        ShardTransfers ended = transfers.remove(group);
        replica.close();
        if (ended != null) {
            ended.close();
        }
        shards.remove(group);
        ledgers.remove(group);
        all.remove(replica);
        node.audits.remove(group);
        if (!node.settings.server()) {
            node.routes.forget(group); // From now on only servers can tell where it lies.
        }
        node.events.record(
                EventKind.REPLICA_DROPPED,
                group,
                raft.term(),
                raft.lastIndex(),
                node.settings.name() + " drops " + group + ", which others hold");
    }

    /** A coordinator must have begun what its participants expect. */
    private void stray(GroupId group, MovementKey key) {
        node.events.record(
                EventKind.MESSAGE_REFUSED,
                group,
                0,
                0,
                group + " expects a transfer of account " + key.account() + " that never began");
    }

    /** Ends the turn of all replicas: transfers propose steps, then each group makes its entry. */
    void endTurn() {
        transfers.values().forEach(ShardTransfers::turn);
        for (GroupReplica<?> replica : new ArrayList<>(all)) {
            replica.endTurn();
        }
    }

    @Nullable ShardTransfers transfers(GroupId group) {
        return transfers.get(group);
    }

    /** When transfers between shards are due next. */
    long nextTransferNs() {
        long next = Long.MAX_VALUE;
        for (ShardTransfers each : transfers.values()) {
            next = Math.min(next, each.nextDeadlineNs());
        }
        return next;
    }

    /** Transfers each leadership of this node to the voter with the longest log. */
    void handOver() {
        for (GroupReplica<?> replica : all) {
            MemberId successor = successor(replica);
            if (replica.raft().role() == Role.LEADER && successor != null) {
                replica.step(new RaftInput.Transfer(successor));
            }
        }
    }

    private @Nullable MemberId successor(GroupReplica<?> replica) {
        MemberId best = null;
        long bestMatch = -1;
        for (var each : replica.raft().progress().entrySet()) {
            boolean voter = replica.raft().configuration().isVoter(each.getKey());
            boolean other =
                    !each.getKey().equals(node.self) && node.neighbours.usable(each.getKey());
            if (voter && other && each.getValue().matchIndex() > bestMatch) {
                best = each.getKey();
                bestMatch = each.getValue().matchIndex();
            }
        }
        return best;
    }

    /** All replicas in order of creation. Valid until one is created or dropped. */
    List<GroupReplica<?>> all() {
        return Collections.unmodifiableList(all);
    }

    @Nullable GroupReplica<?> find(GroupId group) {
        return group.isShard() ? shards.get(group) : system;
    }

    @Nullable GroupReplica<LedgerCommand> shard(GroupId group) {
        return shards.get(group);
    }

    @Nullable GroupReplica<SystemCommand> system() {
        return system;
    }

    /** The system group's state as far as it is applied here, or null without a replica. */
    @Nullable SystemState systemState() {
        return systemState;
    }

    boolean leadsSystem() {
        GroupReplica<SystemCommand> replica = system;
        return replica != null && replica.raft().role() == Role.LEADER;
    }

    /** Approximate memory of all logs and states, in bytes. */
    long memoryBytes() {
        long bytes = 0;
        for (GroupReplica<?> replica : all) {
            bytes += replica.memoryBytes();
        }
        return bytes;
    }

    List<GroupReport> reports(long nowNs) {
        List<GroupReport> reports = new ArrayList<>();
        for (GroupReplica<?> replica : all) {
            reports.add(replica.report(nowNs, node.settings.raft().electionTimeoutMaxNs()));
        }
        return reports;
    }

    List<Node.ReplicaView> views() {
        List<Node.ReplicaView> views = new ArrayList<>();
        for (GroupReplica<?> replica : all) {
            views.add(
                    new Node.ReplicaView(
                            replica.group(),
                            replica.raft(),
                            replica.appliedIndex(),
                            ledgers.get(replica.group()),
                            replica.queues()));
        }
        return views;
    }
}
