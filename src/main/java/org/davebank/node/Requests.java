package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.node.wire.Asker;
import org.davebank.node.wire.MessageSender;
import org.davebank.node.wire.NodeMessage;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Pending requests of this node's clients: finds the leader, retries elsewhere, and gives up at the
 * deadline. Retries are safe because every command has an idempotency key or id.
 *
 * <pre>
 * Invariants
 *   Q1  every request is answered exactly once, at its deadline at the latest
 *   Q2  TimedOut(maybeDone=false) only when no attempt can have reached a log
 * </pre>
 */
public final class Requests {

    static final int PENDING_MAX = 20_000;

    /** An attempt without an answer is retried after this time, perhaps at another node. */
    public static final long ATTEMPT_TIMEOUT_NS = 1_000_000_000L;

    /** Delay before a retry while no leader is known. */
    static final long BACKOFF_NS = 40_000_000L;

    /** Access to the other nodes. */
    interface Peers {
        MemberId self();

        @Nullable Address address(MemberId member);

        /** False for members that are suspected or dead. */
        boolean usable(MemberId member);

        /** Whether this node is a server. */
        boolean isServer();

        /** Server nodes, which know where every group lies. */
        List<MemberId> servers();
    }

    /** Executes a request on this node. */
    interface Local {
        void handle(Asker asker, RequestBody body, Consumer<Reply> answer);
    }

    private static final class Pending {
        final long id;
        final RequestBody body;
        final long deadlineNs;
        final Consumer<Reply> answer;
        @Nullable MemberId target;
        long dueNs;
        boolean underWay;
        boolean maybeDone;
        int attempts;
        Reply.@Nullable Skewed skew;
        String trouble = "it has no known leader";

        Pending(long id, RequestBody body, long deadlineNs, Consumer<Reply> answer) {
            this.id = id;
            this.body = body;
            this.deadlineNs = deadlineNs;
            this.answer = answer;
        }
    }

    private final String node;
    private final Peers peers;
    private final MessageSender network;
    private final RoutingTable routes;
    private final Local local;
    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private long nextId;
    private long nextDueNs = Long.MAX_VALUE;

    Requests(
            String node,
            Peers peers,
            MessageSender network,
            RoutingTable routes,
            long firstId,
            Local local) {
        this.node = node;
        this.peers = peers;
        this.network = network;
        this.routes = routes;
        this.nextId = firstId;
        this.local = local;
    }

    void begin(RequestBody body, long timeoutNs, Consumer<Reply> answer, long nowNs) {
        if (pending.size() >= PENDING_MAX) {
            answer.accept(new Reply.Busy(node + " has " + PENDING_MAX + " requests under way"));
            return;
        }
        Pending request = new Pending(nextId++, body, nowNs + timeoutNs, answer);
        pending.put(request.id, request);
        attempt(request, nowNs);
    }

    private void attempt(Pending request, long nowNs) {
        MemberId target = target(request);
        Address address = target == null ? null : peers.address(target);
        request.target = target;
        request.attempts++;
        if (target == null || address == null) {
            request.underWay = false;
            due(request, nowNs + BACKOFF_NS);
            return;
        }
        request.underWay = true;
        due(request, nowNs + ATTEMPT_TIMEOUT_NS);
        if (target.equals(peers.self())) {
            local.handle(
                    new Asker(null, request.id),
                    request.body,
                    reply -> receive(request.id, reply, nowNs));
        } else {
            NodeMessage message = new NodeMessage.Request(request.id, request.body);
            network.send(address, priority(request.body), message);
        }
    }

    private static Priority priority(RequestBody body) {
        return switch (body) {
            case RequestBody.Control b -> Priority.CONTROL;
            default -> Priority.LOG;
        };
    }

    private @Nullable MemberId target(Pending request) {
        return switch (request.body) {
            case RequestBody.ToMember body -> body.member();
            case RequestBody.ToGroup body -> {
                RoutingTable.Route route = routes.route(body.group());
                MemberId leader = route.leader();
                boolean wasAsked = leader != null && leader.equals(request.target);
                if (leader != null && peers.usable(leader) && !(wasAsked && request.underWay)) {
                    yield leader;
                }
                yield anyOf(request, candidates(body.group(), route));
            }
        };
    }

    private List<MemberId> candidates(GroupId group, RoutingTable.Route route) {
        // Servers hear where every shard lies, workers only of those that they hold.
        boolean asksServers = !group.isShard() || !peers.isServer();
        return route.replicas().isEmpty() && asksServers ? peers.servers() : route.replicas();
    }

    private @Nullable MemberId anyOf(Pending request, List<MemberId> candidates) {
        List<MemberId> usable = new ArrayList<>();
        for (MemberId candidate : candidates) {
            if (peers.usable(candidate)) {
                usable.add(candidate);
            }
        }
        return usable.isEmpty() ? null : usable.get(request.attempts % usable.size());
    }

    private void due(Pending request, long dueNs) {
        request.dueNs = Math.min(dueNs, request.deadlineNs);
        nextDueNs = Math.min(nextDueNs, request.dueNs);
    }

    /** Handles an answer. Late and duplicate answers find no pending request. */
    void receive(long id, Reply reply, long nowNs) {
        Pending request = pending.get(id);
        if (request == null) {
            return;
        }
        switch (reply) {
            case Reply.NotLeader r -> {
                request.underWay = false;
                request.skew = null;
                MemberId leader = r.leader();
                if (leader != null) {
                    routes.learnLeader(r.group(), r.term(), leader, List.of());
                }
                MemberId known = routes.route(r.group()).leader();
                boolean better =
                        known != null && !known.equals(request.target) && peers.usable(known);
                due(request, better ? nowNs : nowNs + BACKOFF_NS);
            }
            // Another leader may be elected, and this attempt does not undo an earlier one.
            case Reply.Skewed r when r.passing() || request.maybeDone -> {
                request.underWay = false;
                request.skew = r;
                due(request, nowNs + BACKOFF_NS);
            }
            case Reply.TimedOut r -> {
                request.underWay = false;
                request.skew = null;
                request.maybeDone |= r.maybeDone();
                request.trouble = r.why();
                due(request, nowNs + BACKOFF_NS);
            }
            default -> {
                pending.remove(id);
                request.answer.accept(reply);
            }
        }
    }

    /** A group has a new leader: requests that wait for the old one are retried at the new one. */
    void leaderChanged(GroupId group, long nowNs) {
        MemberId leader = routes.route(group).leader();
        for (Pending request : pending.values()) {
            if (request.body instanceof RequestBody.ToGroup body
                    && body.group().equals(group)
                    && leader != null
                    && !leader.equals(request.target)) {
                giveUpAttempt(request);
                due(request, nowNs);
            }
        }
    }

    /** A member is unreachable: stops waiting for its answers. */
    void memberLost(MemberId member, long nowNs) {
        for (Pending request : pending.values()) {
            if (member.equals(request.target) && request.underWay) {
                giveUpAttempt(request);
                due(request, nowNs + BACKOFF_NS);
            }
        }
    }

    private void giveUpAttempt(Pending request) {
        request.maybeDone |= request.underWay;
        request.underWay = false;
    }

    void tick(long nowNs) {
        if (nowNs < nextDueNs) {
            return;
        }
        nextDueNs = Long.MAX_VALUE;
        for (Pending request : new ArrayList<>(pending.values())) {
            if (!pending.containsKey(request.id)) {
                continue;
            }
            if (nowNs >= request.deadlineNs) {
                pending.remove(request.id);
                boolean maybe = request.maybeDone || request.underWay;
                Reply late = new Reply.TimedOut(maybe, request.trouble);
                request.answer.accept(maybe || request.skew == null ? late : request.skew);
            } else if (nowNs >= request.dueNs) {
                request.maybeDone |= request.underWay;
                attempt(request, nowNs);
            } else {
                nextDueNs = Math.min(nextDueNs, request.dueNs);
            }
        }
    }

    long nextDeadlineNs() {
        return nextDueNs;
    }

    /** Ends all pending requests, because the node stops. */
    void end(String why) {
        List<Pending> waiting = new ArrayList<>(pending.values());
        pending.clear();
        for (Pending request : waiting) {
            boolean maybe = request.maybeDone || request.underWay;
            request.answer.accept(new Reply.TimedOut(maybe, why));
        }
    }

    int size() {
        return pending.size();
    }
}
