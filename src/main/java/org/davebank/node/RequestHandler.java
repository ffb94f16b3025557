package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.files.Files;
import org.davebank.node.files.Shares;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.replica.LedgerMachine;
import org.davebank.node.replica.Scans;
import org.davebank.node.supernode.AuditRounds;
import org.davebank.node.transfer.ShardTransfers;
import org.davebank.node.wire.Asker;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.RaftInput;
import org.jspecify.annotations.Nullable;

/** Executes requests on this node, both local and remote ones. */
final class RequestHandler {

    private final Node node;
    private final Files files;
    private final Shares shares;
    private final AuditRounds audits;
    private final Scans scans;
    private final NodeHooks hooks;
    private long requestsDone;

    RequestHandler(
            Node node,
            Files files,
            Shares shares,
            AuditRounds audits,
            Scans scans,
            NodeHooks hooks) {
        this.node = node;
        this.files = files;
        this.shares = shares;
        this.audits = audits;
        this.scans = scans;
        this.hooks = hooks;
    }

    /** Calls {@code answer} exactly once, possibly before this method returns. */
    void handle(Asker asker, RequestBody body, Consumer<Reply> answer) {
        requestsDone++;
        if (body instanceof RequestBody.ToMember to && !to.member().equals(node.self())) {
            // Meant for an earlier life of this node, before its folder was lost.
            answer.accept(new Reply.Declined("there is another member at this address"));
            return;
        }
        switch (body) {
            case RequestBody.Post b -> post(asker, b, answer);
            case RequestBody.Ask b -> ask(asker, b, answer);
            case RequestBody.Decide b -> {
                var system = node.system();
                if (system == null) {
                    answer.accept(new Reply.NotLeader(GroupId.SYSTEM, 0, null));
                } else {
                    system.post(b.commands(), answer);
                }
            }
            case RequestBody.ConfirmSystem b -> {
                var system = node.system();
                if (system == null) {
                    answer.accept(new Reply.NotLeader(GroupId.SYSTEM, 0, null));
                } else {
                    system.read(0, () -> new Reply.Done(new byte[0]), answer);
                }
            }
            case RequestBody.ChangeReplicas b -> changeReplicas(b, answer);
            case RequestBody.FollowRules b -> followRules(b, answer);
            case RequestBody.AuditLeader b -> {
                var shard = node.shard(b.group());
                var transfers = node.transfers(b.group());
                if (shard == null || transfers == null) {
                    answer.accept(new Reply.NotLeader(b.group(), 0, null));
                } else {
                    shard.read(
                            0,
                            () -> audited(shard, shard.appliedIndex(), transfers.wrong()),
                            answer);
                }
            }
            case RequestBody.AuditReplica b -> {
                var shard = node.shard(b.group());
                answer.accept(shard == null ? notHeld(b.group()) : audited(shard, b.index(), null));
            }
            case RequestBody.AskStale b -> {
                var shard = node.shard(b.group());
                if (shard == null) {
                    answer.accept(notHeld(b.group()));
                } else {
                    scan(asker, shard, b.query(), shard.stalenessMs(), answer);
                }
            }
            case RequestBody.CreateReplica b -> create(b, answer);
            case RequestBody.DropReplica b -> drop(b, answer);
            case RequestBody.FindFiles b -> findFiles(b, answer);
            case RequestBody.ShareFile b -> shares.share(b, answer);
            case RequestBody.FetchFile b -> files.fetch(b, answer);
            case RequestBody.ReadChunk b -> files.read(b, answer);
            case RequestBody.DropFile b -> files.drop(b, answer);
            case RequestBody.Inventory b -> files.inventory(answer);
            case RequestBody.Locate b -> locate(b, answer);
            case RequestBody.Control b -> control(b, answer);
        }
    }

    private void findFiles(RequestBody.FindFiles body, Consumer<Reply> answer) {
        var system = node.system();
        SystemState state = node.systemState();
        if (system == null || state == null) {
            answer.accept(new Reply.NotLeader(GroupId.SYSTEM, 0, null));
        } else {
            int voters = system.raft().configuration().voters().size();
            system.read(0, () -> found(body, state, voters), answer);
        }
    }

    private static Reply found(RequestBody.FindFiles body, SystemState state, int voters) {
        List<SharedFile> files = new ArrayList<>();
        for (String name : body.names()) {
            SharedFile file = state.file(name);
            if (file != null) {
                files.add(file);
            }
        }
        int servers = 0;
        for (SystemState.RecordedMember member : state.members()) {
            servers += member.server() ? 1 : 0;
        }
        // Founding voters count even before they are seen.
        SystemCommand.Found founding = state.founding();
        int expected = founding == null ? 0 : founding.nodesExpected();
        return new Reply.FilesFound(
                state.fileRemovals(),
                Math.max(expected, state.members().size()),
                Math.max(voters, servers),
                files);
    }

    private void post(Asker asker, RequestBody.Post body, Consumer<Reply> answer) {
        ShardTransfers shard = node.transfers(body.group());
        if (shard == null) {
            answer.accept(elsewhere(asker, body.group()));
        } else if (!node.whyFull().isEmpty() && !onlyEnds(body.commands())) {
            answer.accept(new Reply.Busy(node.name() + node.whyFull()));
        } else if (body.commands().size() > RequestBody.Post.COMMANDS_MAX) {
            answer.accept(
                    new Reply.TooLarge(
                            "a request has at most "
                                    + RequestBody.Post.COMMANDS_MAX
                                    + " commands, not "
                                    + body.commands().size()));
        } else {
            shard.post(body.commands(), answer);
        }
    }

    /** Steps that free what is reserved; a full node takes them. */
    private static boolean onlyEnds(List<LedgerCommand> commands) {
        return commands.stream()
                .allMatch(each ->
                        each instanceof MovementCommand.Deliver
                                || each instanceof MovementCommand.Mark
                                || each instanceof MovementCommand.Cancel);
    }

    private void ask(Asker asker, RequestBody.Ask body, Consumer<Reply> answer) {
        GroupReplica<LedgerCommand> shard = node.shard(body.group());
        ShardTransfers transfers = node.transfers(body.group());
        if (shard == null || transfers == null) {
            answer.accept(elsewhere(asker, body.group()));
        } else {
            transfers.read(
                    body.query(),
                    body.indexMin(),
                    reply -> scan(asker, shard, body.query(), 0, reply),
                    answer);
        }
    }

    /** Helps a worker to find a shard that this node does not hold; servers hear where all lie. */
    private Reply elsewhere(Asker asker, GroupId group) {
        if (!node.isWorker(asker.node())) {
            return new Reply.NotLeader(group, 0, null);
        }
        RoutingTable.Route route = node.route(group);
        return new Reply.NotLeader(group, route.term(), route.leader());
    }

    private void locate(RequestBody.Locate body, Consumer<Reply> answer) {
        GroupReplica<LedgerCommand> shard = node.shard(body.group());
        if (shard == null) {
            answer.accept(new Reply.NotLeader(body.group(), 0, null));
        } else {
            shard.read(0, () -> shard.locate(body.index()), answer);
        }
    }

    private void changeReplicas(RequestBody.ChangeReplicas body, Consumer<Reply> answer) {
        order(
                body.group(),
                body.supernodeTerm(),
                body.configurationIndex(),
                replica -> replica.change(body.change(), answer),
                answer);
    }

    private void followRules(RequestBody.FollowRules body, Consumer<Reply> answer) {
        order(
                body.group(),
                body.supernodeTerm(),
                body.configurationIndex(),
                replica -> replica.follow(body.rules(), answer),
                answer);
    }

    /** Gives a replica an order of the supernode, unless that is out of date. */
    private void order(
            GroupId group,
            long supernodeTerm,
            long configurationIndex,
            Consumer<GroupReplica<?>> order,
            Consumer<Reply> answer) {
        GroupReplica<?> replica = node.replica(group);
        if (replica == null) {
            answer.accept(new Reply.NotLeader(group, 0, null));
        } else if (node.fenced(supernodeTerm)) {
            answer.accept(new Reply.Declined("an older supernode asked"));
        } else if (replica.raft().configurationIndex() != configurationIndex) {
            answer.accept(new Reply.Declined("the replicas have changed since"));
        } else {
            order.accept(replica);
        }
    }

    private void drop(RequestBody.DropReplica body, Consumer<Reply> answer) {
        GroupReplica<LedgerCommand> replica = node.shard(body.group());
        if (node.fenced(body.supernodeTerm())) {
            answer.accept(new Reply.Declined("an older supernode asked"));
        } else if (replica != null
                && !replica.raft().isOutdatedBy(body.term(), body.configurationIndex())) {
            answer.accept(new Reply.Declined("this replica may be newer than the order"));
        } else {
            if (replica != null) {
                node.dropReplica(replica);
            }
            node.journal().afterSync(() -> answer.accept(new Reply.Done(new byte[0])));
        }
    }

    private void create(RequestBody.CreateReplica body, Consumer<Reply> answer) {
        if (node.fenced(body.supernodeTerm())) {
            answer.accept(new Reply.Declined("an older supernode asked"));
            return;
        }
        if (node.replica(body.group()) == null) {
            node.createReplica(body.group(), body.founding());
        }
        GroupReplica<?> replica = node.replica(body.group());
        node.journal()
                .afterSync(() -> {
                    if (body.campaign() && replica != null) {
                        replica.step(new RaftInput.Campaign());
                    }
                    answer.accept(new Reply.Done(new byte[0]));
                });
    }

    private void control(RequestBody.Control body, Consumer<Reply> answer) {
        try {
            answer.accept(new Reply.Done(hooks.control(body.command())));
        } catch (IllegalArgumentException e) {
            answer.accept(new Reply.Declined(String.valueOf(e.getMessage())));
        }
    }

    private static Reply notHeld(GroupId group) {
        return new Reply.Declined("this node holds no replica of " + group);
    }

    private void scan(
            Asker asker,
            GroupReplica<LedgerCommand> shard,
            LedgerQuery query,
            long stalenessMs,
            Consumer<Reply> answer) {
        scans.ask(asker, shard.group(), ledger(shard), query, stalenessMs, answer);
    }

    /** @param wrong what the leader knows to be wrong, or null */
    private Reply audited(GroupReplica<LedgerCommand> shard, long index, @Nullable String wrong) {
        Ledger ledger = ledger(shard);
        AuditRounds.Judged judged = audits.judged(shard.group(), node.nowNs());
        var hash = ledger.stateHashAt(index);
        if (ledger.answer(new LedgerQuery.Summary()) instanceof LedgerAnswer.ShardSummary sum) {
            AuditFinding finding = judged == null ? null : judged.finding();
            if (wrong != null) {
                finding = (finding == null ? unread(ledger, sum) : finding).with(wrong);
            }
            return new Reply.Audited(
                    shard.group(),
                    index,
                    hash.orElse(0),
                    hash.isEmpty(),
                    sum.sumMinor(),
                    sum.accounts(),
                    sum.transactions(),
                    finding,
                    judged == null ? 0 : judged.ageMs(),
                    judged == null ? 0 : judged.rereadAgeMs());
        }
        throw new IllegalStateException("a summary is answered by a summary");
    }

    /** Before the first scan has ended. */
    private static AuditFinding unread(Ledger ledger, LedgerAnswer.ShardSummary sum) {
        return new AuditFinding(
                ledger.appliedIndex(),
                ledger.stateHash(),
                true,
                sum.sumMinor(),
                true,
                sum.accounts(),
                sum.transactions(),
                "");
    }

    private static Ledger ledger(GroupReplica<LedgerCommand> shard) {
        if (shard.machine() instanceof LedgerMachine machine) {
            return machine.ledger();
        }
        throw new IllegalStateException("a shard's machine is a ledger");
    }

    long requestsDone() {
        return requestsDone;
    }
}
