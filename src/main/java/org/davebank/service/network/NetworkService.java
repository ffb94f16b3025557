package org.davebank.service.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.davebank.base.Event;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.SystemCommand;
import org.davebank.host.AgentReply;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.NodeReport;
import org.davebank.service.Caller;
import org.davebank.service.Leaders;
import org.davebank.service.MemberNames;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.faults.Agents;
import org.davebank.service.faults.NetworkFault;
import org.davebank.service.network.NetworkSnapshot.FaultRow;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NetworkSnapshot.Ordered;
import org.davebank.service.network.NetworkSnapshot.Process;
import org.davebank.service.network.NetworkSnapshot.Reach;
import org.davebank.service.network.NetworkSnapshot.ReplicaRow;
import org.davebank.service.network.NetworkSnapshot.ShardRow;
import org.jspecify.annotations.Nullable;

/**
 * The state of the network for display, rebuilt several times a second and delivered to
 * subscribers. Thread-safe.
 */
public final class NetworkService implements AutoCloseable {

    static final long INTERVAL_MS = 250;

    static final int EVENTS_MAX = 300;

    private final Shards shards;
    private final Agents agents;
    private final AuditService audit;
    private final History history;
    private final List<Consumer<NetworkSnapshot>> subscribers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("network").factory());
    private final CommitTrail commits = new CommitTrail();
    private final StateTimes times = new StateTimes();
    private final List<EventFeed> feeds = new CopyOnWriteArrayList<>();
    private volatile @Nullable NetworkSnapshot latest;
    private volatile @Nullable NodeView view;

    public NetworkService(Shards shards, Agents agents, AuditService audit, History history) {
        this.shards = shards;
        this.agents = agents;
        this.audit = audit;
        this.history = history;
    }

    public void start() {
        timer.scheduleWithFixedDelay(this::rebuild, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    private void rebuild() {
        try {
            NetworkSnapshot snapshot = build();
            latest = snapshot;
            for (Consumer<NetworkSnapshot> subscriber : subscribers) {
                subscriber.accept(snapshot);
            }
        } catch (ServiceProblem e) {
            // The node's loop did not answer in time; the snapshot's age shows it.
        }
    }

    /** The newest snapshot, at most {@link #INTERVAL_MS} old while the node runs. */
    public NetworkSnapshot snapshot(Caller caller) {
        caller.require(Role.VIEWER);
        NetworkSnapshot known = latest;
        return known == null ? build() : known;
    }

    /**
     * Calls back with every new snapshot, on this service's thread: do not block in it.
     *
     * @return closes the subscription
     */
    public Runnable subscribe(Consumer<NetworkSnapshot> subscriber) {
        subscribers.add(subscriber);
        NetworkSnapshot known = latest;
        if (known != null) {
            subscriber.accept(known);
        }
        return () -> subscribers.remove(subscriber);
    }

    /**
     * The events of the network from now on, after those already known.
     *
     * @param after id of the listener's last event, or null
     * @return the caller must close it
     */
    public EventFeed events(Caller caller, @Nullable String after) {
        caller.require(Role.VIEWER);
        EventFeed feed = new EventFeed(after);
        feeds.add(feed);
        Runnable unsubscribe = subscribe(snapshot -> feed.offer(snapshot.events()));
        feed.onClose(() -> {
            unsubscribe.run();
            feeds.remove(feed);
        });
        return feed;
    }

    /** Active faults that this node currently knows of. */
    public List<FaultRow> faults(Caller caller) {
        caller.require(Role.VIEWER);
        return faults(shards.view());
    }

    /**
     * What is lost when these nodes die permanently, and where it is rebuilt; at most {@link
     * #INTERVAL_MS} old while the node runs.
     *
     * @param names unknown nodes hold nothing
     */
    public NodeRecovery recovery(Caller caller, Collection<String> names) {
        caller.require(Role.VIEWER);
        NodeView known = view;
        return NodeRecovery.of(known == null ? shards.view() : known, names, Leaders.FRESH_MS);
    }

    private NetworkSnapshot build() {
        NodeView view = shards.view();
        this.view = view;
        Map<MemberId, NodeView.SeenReport> reports = new HashMap<>();
        view.reports().forEach(seen -> reports.put(seen.report().member(), seen));
        MemberNames names = MemberNames.of(view);
        Standings standings = new Standings(view, names, commits, Leaders.FRESH_MS);
        GroupReport system = Leaders.of(GroupId.SYSTEM, view);
        MemberId supernode = system == null ? null : system.leader();
        SystemCommand.Found founding = view.founding();
        int servers = 0;
        for (MemberStatus status : view.members()) {
            boolean counts = status.state() != MemberState.LEFT;
            servers += counts && status.member().role() == MemberRole.SERVER ? 1 : 0;
        }
        List<Event> newest = history.observe(view, System.currentTimeMillis());
        return new NetworkSnapshot(
                view.wallMs(),
                view.name(),
                supernode == null ? null : names.of(supernode),
                system == null ? 0 : system.term(),
                system != null && system.hasQuorum(),
                system == null ? 0 : system.voters().size(),
                servers >= 5 ? 5 : 3,
                standings.health(GroupId.SYSTEM, system),
                founding == null ? 3 : founding.replicas(),
                founding == null ? "GBP" : founding.currency(),
                nodes(view, names, reports, supernode),
                shardRows(view, names, standings),
                audit.money(view.wallMs()),
                faults(view),
                newest,
                Orders.of(view));
    }

    private List<NodeRow> nodes(
            NodeView view,
            MemberNames names,
            Map<MemberId, NodeView.SeenReport> reports,
            @Nullable MemberId supernode) {
        List<NodeRow> rows = new ArrayList<>();
        for (MemberStatus status : names.present()) {
            NodeView.SeenReport seen = reports.get(status.member().id());
            rows.add(row(view, status, seen, supernode));
        }
        agents.processes()
                .forEach((name, watched) -> {
                    if (names.present(name) == null) {
                        rows.add(row(watched.row()));
                    }
                });
        rows.sort(
                Comparator.comparing(NodeRow::server)
                        .reversed()
                        .thenComparing(row -> row.name().length())
                        .thenComparing(NodeRow::name));
        return rows;
    }

    private NodeRow row(
            NodeView view,
            MemberStatus status,
            NodeView.@Nullable SeenReport seen,
            @Nullable MemberId supernode) {
        Member member = status.member();
        Agents.Watched watched = agents.process(member.name());
        NodeReport report = seen == null ? null : seen.report();
        boolean server = member.role() == MemberRole.SERVER;
        long skewMs = skewMs(member.id(), view);
        Process process = Condition.process(watched == null ? null : watched.row().state());
        Reach reach = Condition.reach(status.state());
        Ordered ordered = OrderedFaults.of(member.name(), view);
        boolean cutOff = ordered != null && ordered.cutsOff();
        NodeState state = Condition.of(process, reach, cutOff, skewMs != 0);
        String console =
                server && member.httpPort() > 0
                        ? "http://" + member.address().host() + ":" + member.httpPort()
                        : null;
        return new NodeRow(
                member.name(),
                member.id().toString(),
                server,
                member.id().equals(supernode),
                state,
                times.sinceMs(
                        member.id().toString(),
                        state,
                        (view.nowNs() - status.sinceNs()) / 1_000_000,
                        view.nowNs()),
                member.incarnation(),
                member.address().toString(),
                member.httpPort(),
                console,
                watched != null,
                watched == null ? 0 : watched.row().pid(),
                report == null ? 0 : report.uptimeMs(),
                report == null ? 0 : report.heapBytes(),
                report == null ? 0 : report.residentBytes(),
                report == null ? 0 : report.bytesSent(),
                report == null ? 0 : report.bytesReceived(),
                report == null ? 0 : report.requestsDone(),
                report == null ? 0 : report.journalBytes(),
                seen == null ? -1 : seen.ageMs(),
                skewMs,
                -1,
                report == null ? NetworkSnapshot.Load.NONE : load(report.load()),
                report == null ? List.of() : replicas(report),
                process,
                reach,
                ordered);
    }

    private static NodeRow row(AgentReply.Row process) {
        boolean server = process.http() > 0;
        Process seen = Condition.process(process.state());
        return new NodeRow(
                process.name(),
                "",
                server,
                false,
                Condition.of(seen, Reach.UNKNOWN, false, false),
                0,
                0,
                process.host() + ":" + process.port(),
                process.http(),
                server ? "http://" + process.host() + ":" + process.http() : null,
                true,
                process.pid(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                -1,
                0,
                -1,
                NetworkSnapshot.Load.NONE,
                List.of(),
                seen,
                Reach.UNKNOWN,
                null);
    }

    /** The worst clock skew reported by leaders that have compared its clock recently. */
    private static long skewMs(MemberId member, NodeView view) {
        long worst = 0;
        for (NodeView.SeenReport seen : view.reports()) {
            long skewMs = seen.report().skewsMs().getOrDefault(member, 0L);
            if (seen.ageMs() <= Leaders.FRESH_MS && Math.abs(skewMs) > Math.abs(worst)) {
                worst = skewMs;
            }
        }
        return worst;
    }

    private static NetworkSnapshot.Load load(NodeReport.Load load) {
        return new NetworkSnapshot.Load(
                load.longestTurnUs() / 1_000.0,
                load.longTurns(),
                load.longQueries(),
                load.queriesRefused());
    }

    private static List<ReplicaRow> replicas(NodeReport report) {
        List<ReplicaRow> rows = new ArrayList<>();
        for (GroupReport group : report.groups()) {
            rows.add(
                    new ReplicaRow(
                            group.group().isShard() ? group.group().shard() : -1,
                            group.role().name().toLowerCase(java.util.Locale.ROOT),
                            group.term(),
                            group.commitIndex(),
                            group.appliedIndex(),
                            group.lastIndex() - group.appliedIndex()));
        }
        rows.sort(Comparator.comparingInt(ReplicaRow::shard));
        return rows;
    }

    private static List<ShardRow> shardRows(NodeView view, MemberNames names, Standings standings) {
        SystemCommand.Found founding = view.founding();
        List<ShardRow> rows = new ArrayList<>();
        for (int shard = 0; founding != null && shard < founding.shards(); shard++) {
            GroupId group = GroupId.ofShard(shard);
            GroupReport leader = Leaders.of(group, view);
            RoutingTable.Route route = view.routes().get(group);
            if (leader == null) {
                List<String> replicas = route == null ? List.of() : names.of(route.replicas());
                rows.add(
                        new ShardRow(
                                shard,
                                view.placements().containsKey(shard),
                                false,
                                false,
                                null,
                                route == null ? 0 : route.term(),
                                0,
                                replicas,
                                List.of(),
                                standings.health(group, null)));
            } else {
                MemberId name = leader.leader();
                rows.add(
                        new ShardRow(
                                shard,
                                true,
                                leader.hasQuorum(),
                                leader.clockSkew(),
                                name == null ? null : names.of(name),
                                leader.term(),
                                leader.commitIndex(),
                                names.of(leader.voters()),
                                names.of(leader.learners()),
                                standings.health(group, leader)));
            }
        }
        return rows;
    }

    private static List<FaultRow> faults(NodeView view) {
        List<FaultRow> rows = new ArrayList<>();
        for (SystemCommand.PlanFault fault : view.faults()) {
            if (OrderedFaults.isAtWork(fault, view)) {
                rows.add(
                        new FaultRow(
                                fault.id(),
                                fault.node(),
                                fault.kind(),
                                fault.text(),
                                NetworkFault.parameters(fault.parameters()),
                                Math.max(0, fault.expiresAtMs() - view.wallMs())));
            }
        }
        return rows;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        subscribers.clear();
        feeds.forEach(EventFeed::close);
    }
}
