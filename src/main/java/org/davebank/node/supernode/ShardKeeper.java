package org.davebank.node.supernode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.Placement;
import org.davebank.directory.RecoveryPlan;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.port.Surroundings;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/**
 * The supernode's work for shards: creates them, grows them, has the replicas of permanently dead
 * nodes rebuilt elsewhere, and has unneeded replicas dropped.
 *
 * <p>The configuration in a shard's log is authoritative. Each change names the configuration that
 * it applies to, so that a late order has no effect. A node drops a replica only if it contains
 * nothing that may be newer than the order, see {@link org.davebank.raft.Raft#isOutdatedBy}.
 */
final class ShardKeeper {

    /**
     * An anomaly must last this long before it is acted on, because the nodes' reports are not
     * simultaneous.
     */
    static final long ODD_NS = 3_000_000_000L;

    /** Maximum number of shards that get a new replica concurrently. */
    static final int REBUILDS_MAX = 2;

    private final Surroundings node;
    private final LongSupplier termNow;
    private final SystemState state;
    private final BiConsumer<GroupId, String> rebuilds;
    private final Set<String> busy = new TreeSet<>();
    private final Set<String> created = new TreeSet<>();
    private final Set<String> announced = new TreeSet<>();
    private final Map<GroupId, MemberId> targets = new TreeMap<>();
    private final Map<String, Long> oddSinceNs = new TreeMap<>();
    private final Set<String> odd = new TreeSet<>();

    /**
     * @param termNow the term in which this node leads the system group
     * @param rebuilds receives a text when the rebuild of a lost replica begins
     */
    ShardKeeper(
            Surroundings node,
            LongSupplier termNow,
            SystemState state,
            BiConsumer<GroupId, String> rebuilds) {
        this.node = node;
        this.termNow = termNow;
        this.state = state;
        this.rebuilds = rebuilds;
    }

    /** Starts a new term: forgets observations and requests of earlier terms. */
    void reset() {
        busy.clear();
        created.clear();
        announced.clear();
        targets.clear();
        oddSinceNs.clear();
    }

    /** A snapshot of the network for one tick. */
    private record Look(
            SystemCommand.Found founding,
            Map<MemberId, NodeReport> reports,
            Map<GroupId, GroupReport> leaders,
            Map<GroupId, GroupReport> newest,
            List<RecoveryPlan.Shard> shards,
            List<RecoveryPlan.Living> living,
            List<MemberId> alive,
            Set<MemberId> lost,
            RecoveryPlan plan,
            long nowNs) {}

    /** @param lost permanently dead members */
    void tick(SystemCommand.Found founding, Set<MemberId> lost, long nowNs) {
        Map<MemberId, NodeReport> reports = node.reports();
        Map<GroupId, GroupReport> leaders = new TreeMap<>();
        Map<GroupId, GroupReport> newest = GroupReport.newest(reports.values());
        for (NodeReport report : reports.values()) {
            for (GroupReport each : report.groups()) {
                if (each.role() == Role.LEADER) {
                    leaders.merge(each.group(), each, GroupReport::newer);
                }
            }
        }
        List<RecoveryPlan.Shard> shards = GroupReport.shards(newest.values());
        List<RecoveryPlan.Living> living = living(reports);
        RecoveryPlan plan = RecoveryPlan.of(shards, List.of(), living, lost);
        List<MemberId> alive = living.stream().map(RecoveryPlan.Living::member).toList();
        Look look =
                new Look(
                        founding, reports, leaders, newest, shards, living, alive, lost, plan,
                        nowNs);
        odd.clear();
        for (int shard = 0; shard < founding.shards(); shard++) {
            tend(shard, look);
        }
        dropSpares(look);
        oddSinceNs.keySet().retainAll(odd);
    }

    /** Living members that the register has recorded. */
    private List<RecoveryPlan.Living> living(Map<MemberId, NodeReport> reports) {
        List<RecoveryPlan.Living> living = new ArrayList<>();
        for (MemberStatus status : node.members()) {
            MemberId member = status.member().id();
            if (status.state() == MemberState.ALIVE && state.member(member) != null) {
                boolean server = status.member().role() == MemberRole.SERVER;
                String machine = status.member().address().host();
                NodeReport report = reports.get(member);
                boolean full = report != null && report.full();
                living.add(new RecoveryPlan.Living(member, server, machine, full));
            }
        }
        living.sort(Comparator.comparing(RecoveryPlan.Living::member));
        return living;
    }

    private void tend(int shard, Look look) {
        GroupId group = GroupId.ofShard(shard);
        List<MemberId> founders = state.placement(shard);
        if (founders == null) {
            return;
        }
        GroupReport leader = look.leaders.get(group);
        if (leader == null) {
            createFounders(group, founders, look);
            return;
        }
        Configuration now = leader.configuration();
        createMissing(leader, now, look);
        List<MemberId> candidates = new ArrayList<>(look.alive);
        candidates.removeIf(now::contains);
        candidates.removeIf(each -> !RulesKeeper.knows(look.reports.get(each), leader.rules()));
        look.living.stream()
                .filter(RecoveryPlan.Living::full)
                .map(RecoveryPlan.Living::member)
                .forEach(candidates::remove);
        int possible = Math.min(look.founding.replicas(), now.members().size() + candidates.size());
        Growth.Nodes nodes = new Growth.Nodes(possible, look.alive, look.lost, leader.ready());
        Growth next = Growth.next(now, nodes);
        if (!(next instanceof Growth.Add)) {
            targets.remove(group);
        }
        switch (next) {
            case Growth.Nothing g -> {}
            case Growth.Promote g -> change(leader, new ConfigurationChange.Promote(g.learner()));
            case Growth.Remove g -> change(leader, new ConfigurationChange.Remove(g.member()));
            case Growth.Add g -> {
                MemberId chosen = chosen(shard, now, candidates, look);
                if (chosen != null && mayBegin(group, look)) {
                    targets.put(group, chosen);
                    add(leader, chosen, look);
                }
            }
        }
    }

    /**
     * The next learner according to the plan. Keeps the choice while it is pending, although
     * progress may change the plan.
     */
    private @Nullable MemberId chosen(
            int shard, Configuration now, List<MemberId> candidates, Look look) {
        GroupId group = GroupId.ofShard(shard);
        MemberId before = targets.get(group);
        if (before != null && candidates.contains(before)) {
            return before;
        }
        MemberId planned = look.plan.targetOf(shard);
        if (planned == null && !candidates.isEmpty()) {
            var held = RecoveryPlan.held(look.shards, candidates);
            Map<MemberId, String> machines = RecoveryPlan.machines(look.living);
            Set<String> taken = new TreeSet<>();
            now.members().forEach(member -> taken.add(machines.getOrDefault(member, "")));
            planned = Placement.choose(shard, held, machines, taken);
        }
        if (planned == null || !candidates.contains(planned)) {
            return null;
        }
        return planned;
    }

    /**
     * Adds a few at a time, because a leader must send each newcomer the whole log in addition to
     * its other work.
     */
    private boolean mayBegin(GroupId group, Look look) {
        Set<GroupId> underWay = new TreeSet<>(targets.keySet());
        look.leaders.forEach((each, leader) -> {
            for (MemberId learner : leader.learners()) {
                if (each.isShard()
                        && look.alive.contains(learner)
                        && !leader.ready().contains(learner)) {
                    underWay.add(each);
                }
            }
        });
        underWay.remove(group);
        return underWay.size() < REBUILDS_MAX;
    }

    private void add(GroupReport leader, MemberId member, Look look) {
        long term = termNow.getAsLong();
        announce(leader.group(), member, look);
        create(
                leader.group(),
                Configuration.EMPTY,
                member,
                false,
                () -> change(leader, new ConfigurationChange.AddLearner(member), term));
    }

    private void announce(GroupId group, MemberId target, Look look) {
        for (RecoveryPlan.Replica each : look.plan.replicas()) {
            boolean about = GroupId.ofShard(each.shard()).equals(group) && each.target() != null;
            if (about && announced.add(group + " " + each.lost())) {
                String text = group + " is rebuilt on " + name(target) + " in place of ";
                rebuilds.accept(group, text + name(each.lost()));
                return;
            }
        }
    }

    private String name(MemberId member) {
        SystemState.RecordedMember recorded = state.member(member);
        return recorded == null ? member.toString() : recorded.name();
    }

    private void change(GroupReport leader, ConfigurationChange change) {
        change(leader, change, termNow.getAsLong());
    }

    /**
     * @param term the term in which this was decided; an order of a later term would not be ours
     */
    private void change(GroupReport leader, ConfigurationChange change, long term) {
        String step = "change " + leader.group();
        if (busy.add(step)) {
            node.ask(
                    new RequestBody.ChangeReplicas(
                            leader.group(), change, leader.configurationIndex(), term),
                    Supernode.REQUEST_TIMEOUT_NS,
                    reply -> busy.remove(step));
        }
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
        node.ask(
                new RequestBody.CreateReplica(
                        member, group, founding, campaign, termNow.getAsLong()),
                Supernode.REQUEST_TIMEOUT_NS,
                reply -> {
                    busy.remove(step);
                    if (reply instanceof Reply.Done) {
                        created.add(step);
                        done.run();
                    }
                });
    }

    /**
     * Creates the founders' missing replicas. The preferred leader comes last, so that its first
     * election finds voters; it does not wait for founders that are dead or replaced.
     */
    private void createFounders(GroupId group, List<MemberId> founders, Look look) {
        Configuration founding = Configuration.ofVoters(founders);
        GroupReport newest = look.newest.get(group);
        boolean othersReady = true;
        for (MemberId member : founders.subList(1, founders.size())) {
            boolean ready =
                    created.contains("create " + group + " on " + member)
                            || holds(look.reports.get(member), group)
                            || isReplaced(member, newest);
            if (!ready) {
                create(group, founding, member, false, () -> {});
                othersReady &= !look.alive.contains(member);
            }
        }
        MemberId first = founders.getFirst();
        if (!holds(look.reports.get(first), group)
                && !isReplaced(first, newest)
                && !created.contains("create " + group + " on " + first)
                && (othersReady || !look.reports.containsKey(first))) {
            create(group, founding, first, true, () -> {});
        }
    }

    private static boolean isReplaced(MemberId member, @Nullable GroupReport newest) {
        return newest != null
                && !newest.voters().isEmpty()
                && !newest.configuration().contains(member);
    }

    private static boolean holds(@Nullable NodeReport report, GroupId group) {
        return report != null
                && report.groups().stream().anyMatch(each -> each.group().equals(group));
    }

    private boolean isOddForLong(String what, long nowNs) {
        odd.add(what);
        return nowNs - oddSinceNs.computeIfAbsent(what, key -> nowNs) >= ODD_NS;
    }

    /**
     * Creates missing replicas of members. A voter without a replica was absent when the shard was
     * created. A learner without one has dropped it because of a late order; its leader starts over
     * with it.
     */
    private void createMissing(GroupReport leader, Configuration now, Look look) {
        for (MemberId member : now.members()) {
            NodeReport report = look.reports.get(member);
            if (report == null || !look.alive.contains(member) || holds(report, leader.group())) {
                continue;
            }
            if (!isOddForLong(leader.group() + " is missing on " + member, look.nowNs)) {
                continue;
            }
            if (now.isLearner(member)) {
                change(leader, new ConfigurationChange.Remove(member));
            } else {
                // The founding configuration is not an entry, so it cannot be learned from the log.
                boolean founding = leader.configurationIndex() == 0;
                Configuration known = founding ? now : Configuration.EMPTY;
                create(leader.group(), known, member, false, () -> {});
            }
        }
    }

    /** Drops replicas that are not in their shard's configuration: replaced, or never added. */
    private void dropSpares(Look look) {
        look.reports.forEach((member, report) -> {
            for (GroupReport each : report.groups()) {
                GroupReport leader = look.leaders.get(each.group());
                if (leader == null || !each.group().isShard() || !leader.isSettled()) {
                    continue;
                }
                boolean spare =
                        !leader.configuration().contains(member)
                                && !member.equals(targets.get(each.group()))
                                && !busy.contains("create " + each.group() + " on " + member)
                                && !busy.contains("change " + each.group());
                if (spare && isOddForLong(each.group() + " is spare on " + member, look.nowNs)) {
                    drop(leader, member);
                }
            }
        });
    }

    private void drop(GroupReport leader, MemberId member) {
        String step = "drop " + leader.group() + " on " + member;
        if (busy.add(step)) {
            node.ask(
                    new RequestBody.DropReplica(
                            member,
                            leader.group(),
                            leader.term(),
                            leader.configurationIndex(),
                            termNow.getAsLong()),
                    Supernode.REQUEST_TIMEOUT_NS,
                    reply -> busy.remove(step));
        }
    }
}
