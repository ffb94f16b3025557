package org.davebank.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.NodeAnswer;
import org.davebank.api.network.ShardAnswer;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.io.UdpNetwork;
import org.davebank.ledger.LedgerCommand;
import org.davebank.node.settings.MessageVersions;
import org.davebank.node.wire.LifeMessage;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.NodeMessage;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * A client of the bank's own protocol that is not a node: it holds the network's key, asks leaders
 * directly, and follows redirects. One thread.
 */
final class BenchLink implements AutoCloseable {

    private static final long ATTEMPT_TIMEOUT_NS = 1_000_000_000L;
    private static final long BACKOFF_NS = 40_000_000L;
    private static final int DATAGRAMS_PER_TURN = 256;

    /** How often requests are checked for timeouts. */
    private static final long SWEEP_NS = 20_000_000L;

    private static final class Pending {
        final long id;
        final RequestBody.Post body;
        final BiConsumer<Reply.Posted, Integer> answer;
        long dueNs;
        boolean underWay;
        int attempts;

        Pending(long id, RequestBody.Post body, BiConsumer<Reply.Posted, Integer> answer) {
            this.id = id;
            this.body = body;
            this.answer = answer;
        }
    }

    private final UdpNetwork network;
    private final Map<MemberId, Address> addresses = new HashMap<>();
    private final List<MemberId> members = new ArrayList<>();
    private final Map<GroupId, MemberId> leaders = new HashMap<>();
    private final Map<Long, Pending> pending = new HashMap<>();
    private long nextId;
    private long sweepNs;
    private String busy = "";

    private BenchLink(UdpNetwork network, long firstId) {
        this.network = network;
        this.nextId = firstId;
        network.receiver((from, priority, message) -> receive(from, message));
    }

    /** @param cluster {@code GET /cluster}: the nodes and the current leaders */
    static BenchLink open(String host, byte[] key, ClusterAnswer cluster) throws IOException {
        BenchLink link = new BenchLink(UdpNetwork.bind(host, 0, key), System.nanoTime());
        Map<String, MemberId> byName = new HashMap<>();
        for (NodeAnswer node : cluster.nodes()) {
            MemberId id = new MemberId(Long.parseUnsignedLong(node.memberId(), 16));
            byName.put(node.name(), id);
            link.addresses.put(id, Address.parse(node.address()));
            link.members.add(id);
        }
        link.addresses.values().forEach(link::visit);
        for (ShardAnswer shard : cluster.shards()) {
            MemberId leader = byName.get(shard.leader());
            if (leader != null) {
                link.leaders.put(GroupId.ofShard(shard.shard()), leader);
            }
        }
        return link;
    }

    int underWay() {
        return pending.size();
    }

    /** Why the network last refused a write, or empty if it never did. */
    String busy() {
        return busy;
    }

    /**
     * Writes commands as one log entry.
     *
     * @param answer receives the results and the number of attempts after the first
     */
    void post(
            GroupId group, List<LedgerCommand> commands, BiConsumer<Reply.Posted, Integer> answer) {
        Pending request = new Pending(nextId++, new RequestBody.Post(group, commands), answer);
        pending.put(request.id, request);
        attempt(request, System.nanoTime());
    }

    private void attempt(Pending request, long nowNs) {
        GroupId group = request.body.group();
        MemberId leader = leaders.get(group);
        // A node that is not the leader answers with what it knows, so any node will do.
        MemberId target =
                leader == null
                        ? members.get(Math.floorMod(request.id + request.attempts, members.size()))
                        : leader;
        request.attempts++;
        request.underWay = true;
        request.dueNs = nowNs + ATTEMPT_TIMEOUT_NS;
        Address address = addresses.get(target);
        if (address == null) {
            leaders.remove(group);
            backOff(request, nowNs);
            return;
        }
        NodeMessage message = new NodeMessage.Request(request.id, request.body);
        network.send(address, Priority.LOG, MessageCodec.encode(message));
    }

    /** Nodes listen only to members and announced clients. */
    private void visit(Address node) {
        network.send(
                node,
                Priority.LOG,
                MessageCodec.encode(new LifeMessage.Visit(MessageVersions.OURS)));
    }

    private void receive(Address from, byte[] bytes) {
        try {
            switch (MessageCodec.decode(bytes)) {
                case NodeMessage.Response response -> receive(response.id(), response.reply());
                case LifeMessage.SayHello asked -> visit(from); // It was restarted.
                default -> {}
            }
        } catch (WireException e) {
            // An unreadable message is dropped; the request will be repeated.
        }
    }

    private void receive(long id, Reply reply) {
        Pending request = pending.get(id);
        if (request == null) {
            return;
        }
        long nowNs = System.nanoTime();
        switch (reply) {
            case Reply.Posted posted -> {
                pending.remove(id);
                request.answer.accept(posted, request.attempts - 1);
            }
            case Reply.NotLeader r -> {
                @Nullable MemberId leader = r.leader();
                if (leader == null || leader.equals(leaders.get(r.group()))) {
                    leaders.remove(r.group());
                    backOff(request, nowNs);
                } else {
                    leaders.put(r.group(), leader);
                    attempt(request, nowNs);
                }
            }
            case Reply.Busy refusal -> {
                busy = refusal.why();
                backOff(request, nowNs);
            }
            default -> backOff(request, nowNs);
        }
    }

    private static void backOff(Pending request, long nowNs) {
        request.underWay = false;
        request.dueNs = nowNs + BACKOFF_NS;
    }

    /** Sends what is queued, waits at most this long, and handles what has arrived. */
    void turn(long untilNs) throws IOException {
        network.endTurn();
        network.await(Math.min(Math.min(network.nextDeadlineNs(), untilNs), sweepNs));
        network.receive(DATAGRAMS_PER_TURN);
        long nowNs = System.nanoTime();
        if (nowNs >= sweepNs) {
            sweepNs = nowNs + SWEEP_NS;
            for (Pending request : List.copyOf(pending.values())) {
                if (request.dueNs <= nowNs) {
                    if (request.underWay) {
                        leaders.remove(request.body.group()); // It does not answer.
                    }
                    attempt(request, nowNs);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        network.close();
    }
}
