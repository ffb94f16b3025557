package org.davebank.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.Placement;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.davebank.raft.Raft;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/**
 * What the leader of the system group does for the network: founds it, records members, places
 * shards once, lets groups grow to their size, and looks after files. Every step is idempotent and is taken again until
 * its effect is seen, so that the next supernode goes on where this one was cut off.
 */
final class Supernode {

    static final long INTERVAL_NS = 200_000_000L;

    /** How long founding waits for all the nodes that were promised before it takes fewer. */
    static final long PATIENCE_NS = 15_000_000_000L;

    static final long REQUEST_TIMEOUT_NS = 2_000_000_000L;
    static final int SYSTEM_VOTERS_MAX = 5;

    /** What the supernode needs of its node. */
    interface Hands {
        List<MemberStatus> members();

        /** Fresh reports by their node. */
        Map<MemberId, NodeReport> reports();

        void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer);
    }

    private final Hands hands;
    private final GroupReplica<SystemCommand> system;
    private final SystemState state;
    private final @Nullable Genesis genesis;
    private final FileKeeper keeper;
    private final Set<String> busy = new TreeSet<>();
    private final Set<String> created = new TreeSet<>();
    private long ledSinceTerm;
    private long ledSinceNs;

    Supernode(
            Hands hands,
            GroupReplica<SystemCommand> system,
            SystemState state,
            @Nullable Genesis genesis,
            FileSettings files) {
        this.hands = hands;
        this.system = system;
        this.state = state;
        this.genesis = genesis;
        this.keeper = new FileKeeper(hands, state, files);
    }

    /** Takes whatever steps are due. To be called every {@link #INTERVAL_NS}. */
    void tick(long nowNs) {
        Raft raft = system.raft();
        if (raft.role() != Role.LEADER || !raft.committedInOwnTerm()) {
            return;
        }
        if (ledSinceTerm != raft.term()) {
            ledSinceTerm = raft.term();
            ledSinceNs = nowNs;
            busy.clear();
            created.clear();
            keeper.reset();
        }
        SystemCommand.Found founding = state.founding();
        if (founding == null) {
            found();
            return;
        }
        recordMembers();
        Map<MemberId, NodeReport> reports = hands.reports();
        growSystem();
        if (state.shardsPlaced() < founding.shards()) {
            placeShards(founding, nowNs);
        } else {
            for (int shard = 0; shard < founding.shards(); shard++) {
                tend(shard, founding, reports);
            }
            keeper.tick(nowNs, founding.shards());
        }
    }

    private void found() {
        if (genesis != null) {
            decide(
                    "found",
                    List.of(
                            new SystemCommand.Found(
                                    genesis.networkId(),
                                    genesis.shards(),
                                    genesis.replicas(),
                                    genesis.currency(),
                                    genesis.nodesExpected())));
        }
    }

    private void decide(String step, List<SystemCommand> commands) {
        if (busy.add(step)) {
            hands.ask(
                    new RequestBody.Decide(commands),
                    REQUEST_TIMEOUT_NS,
                    reply -> busy.remove(step));
        }
    }

    private void recordMembers() {
        List<SystemCommand> commands = new ArrayList<>();
        for (MemberStatus status : hands.members()) {
            boolean known = state.member(status.member().id()) != null;
            if (!known && status.state() == MemberState.ALIVE) {
                commands.add(
                        new SystemCommand.RecordMember(
                                status.member().id(),
                                status.member().name(),
                                status.member().role() == MemberRole.SERVER));
            }
        }
        if (!commands.isEmpty()) {
            decide("record members", commands);
        }
    }

    private List<MemberId> alive(boolean serversOnly) {
        List<MemberId> alive = new ArrayList<>();
        for (MemberStatus status : hands.members()) {
            boolean fits = !serversOnly || status.member().role() == MemberRole.SERVER;
            if (fits && status.state() == MemberState.ALIVE) {
                alive.add(status.member().id());
            }
        }
        alive.sort(null);
        return alive;
    }

    /** Which machine everybody runs on, told by the host of their addresses. */
    private Map<MemberId, String> machines() {
        Map<MemberId, String> machines = new TreeMap<>();
        for (MemberStatus status : hands.members()) {
            machines.put(status.member().id(), status.member().address().host());
        }
        return machines;
    }

    /** The system group has 1, 3 or 5 voters: as many as there are servers for. */
    private void growSystem() {
        Configuration now = system.raft().configuration();
        List<MemberId> servers = alive(true);
        List<MemberId> candidates = new ArrayList<>(servers);
        candidates.removeIf(now::contains);
        int possible = Math.min(SYSTEM_VOTERS_MAX, now.members().size() + candidates.size());
        Growth growth = Growth.next(now, possible, servers);
        switch (growth) {
            case Growth.Nothing g -> {}
            case Growth.Promote g -> changeSystem(new ConfigurationChange.Promote(g.learner()));
            case Growth.Add g -> {
                if (!candidates.isEmpty()) {
                    addLearner(
                            GroupId.SYSTEM,
                            system.founding(),
                            candidates.getFirst(),
                            this::changeSystem);
                }
            }
        }
    }

    private void changeSystem(ConfigurationChange change) {
        system.change(change, reply -> {});
    }

    private void addLearner(
            GroupId group,
            Configuration founding,
            MemberId member,
            Consumer<ConfigurationChange> change) {
        create(
                group,
                founding,
                member,
                false,
                () -> {
                    change.accept(new ConfigurationChange.AddLearner(member));
                });
    }

    private void create(
            GroupId group,
            Configuration founding,
            MemberId member,
            boolean campaign,
            Runnable done) {
        String step = "create " + group + " on " + member;
        if (!busy.add(step)) {
            return;
        }
        hands.ask(
                new RequestBody.CreateReplica(
                        member, group, founding, campaign, system.raft().term()),
                REQUEST_TIMEOUT_NS,
                reply -> {
                    busy.remove(step);
                    if (reply instanceof Reply.Done) {
                        created.add(step);
                        done.run();
                    }
                });
    }

    private void placeShards(SystemCommand.Found founding, long nowNs) {
        List<MemberId> candidates = alive(false);
        candidates.removeIf(member -> state.member(member) == null);
        boolean complete = candidates.size() >= founding.nodesExpected();
        boolean enough = candidates.size() >= founding.replicas();
        if (!complete && !(enough && nowNs - ledSinceNs >= PATIENCE_NS)) {
            return;
        }
        List<SystemCommand> commands = new ArrayList<>();
        Map<MemberId, String> machines = machines();
        machines.keySet().retainAll(candidates);
        var placements = Placement.found(founding.shards(), founding.replicas(), machines);
        for (int shard = 0; shard < placements.size(); shard++) {
            if (state.placement(shard) == null) {
                commands.add(new SystemCommand.PlaceShard(shard, placements.get(shard)));
            }
        }
        decide("place shards", commands);
    }

    /** Brings one shard to life, or lets it grow. */
    private void tend(int shard, SystemCommand.Found founding, Map<MemberId, NodeReport> reports) {
        GroupId group = GroupId.ofShard(shard);
        List<MemberId> replicas = state.placement(shard);
        if (replicas == null) {
            return;
        }
        GroupReport leader = leaderReport(group, reports.values());
        if (leader == null) {
            bringToLife(group, replicas, reports);
            return;
        }
        Configuration now = new Configuration(leader.voters(), leader.learners());
        List<MemberId> alive = alive(false);
        List<MemberId> candidates = new ArrayList<>(alive);
        candidates.removeIf(now::contains);
        candidates.removeIf(member -> state.member(member) == null);
        int possible = Math.min(founding.replicas(), now.members().size() + candidates.size());
        switch (Growth.next(now, possible, alive)) {
            case Growth.Nothing g -> {}
            case Growth.Promote g ->
                    changeShard(group, new ConfigurationChange.Promote(g.learner()));
            case Growth.Add g -> {
                if (!candidates.isEmpty()) {
                    Map<MemberId, String> machines = machines();
                    Set<String> taken = new TreeSet<>();
                    now.members().forEach(m -> taken.add(machines.getOrDefault(m, "")));
                    MemberId chosen =
                            Placement.choose(
                                    shard, held(candidates, reports.values()), machines, taken);
                    addLearner(
                            group,
                            Configuration.ofVoters(replicas),
                            chosen,
                            change -> changeShard(group, change));
                }
            }
        }
    }

    private void changeShard(GroupId group, ConfigurationChange change) {
        String step = "change " + group;
        if (busy.add(step)) {
            hands.ask(
                    new RequestBody.ChangeReplicas(group, change, system.raft().term()),
                    REQUEST_TIMEOUT_NS,
                    reply -> busy.remove(step));
        }
    }

    /** The one that should lead is created last, so that its first campaign finds voters. */
    private void bringToLife(
            GroupId group, List<MemberId> replicas, Map<MemberId, NodeReport> reports) {
        Configuration founding = Configuration.ofVoters(replicas);
        boolean othersReady = true;
        for (MemberId member : replicas.subList(1, replicas.size())) {
            boolean ready =
                    created.contains("create " + group + " on " + member)
                            || holds(reports.get(member), group);
            if (!ready) {
                create(group, founding, member, false, () -> {});
                othersReady = false;
            }
        }
        MemberId first = replicas.getFirst();
        if (!holds(reports.get(first), group)
                && !created.contains("create " + group + " on " + first)
                && (othersReady || !reports.containsKey(first))) {
            create(group, founding, first, true, () -> {});
        }
    }

    private static boolean holds(@Nullable NodeReport report, GroupId group) {
        return report != null
                && report.groups().stream().anyMatch(each -> each.group().equals(group));
    }

    private static @Nullable GroupReport leaderReport(
            GroupId group, Collection<NodeReport> reports) {
        GroupReport newest = null;
        for (NodeReport report : reports) {
            for (GroupReport each : report.groups()) {
                boolean leads = each.group().equals(group) && each.role() == Role.LEADER;
                if (leads && (newest == null || each.term() > newest.term())) {
                    newest = each;
                }
            }
        }
        return newest;
    }

    private static Map<MemberId, Integer> held(
            List<MemberId> candidates, Collection<NodeReport> reports) {
        Map<MemberId, Integer> held = new TreeMap<>();
        candidates.forEach(candidate -> held.put(candidate, 0));
        for (NodeReport report : reports) {
            int shards = 0;
            for (GroupReport each : report.groups()) {
                shards += each.group().isShard() ? 1 : 0;
            }
            int count = shards;
            held.computeIfPresent(report.member(), (member, none) -> count);
        }
        return held;
    }
}
