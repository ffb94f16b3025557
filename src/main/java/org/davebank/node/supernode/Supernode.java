package org.davebank.node.supernode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.Placement;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.journal.EventLog;
import org.davebank.node.journal.Genesis;
import org.davebank.node.port.Surroundings;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.davebank.raft.Raft;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/**
 * The work of the system group's leader: founds the network, records members, places shards once,
 * grows the system group, and maintains shards and files. Every step is idempotent and is repeated
 * until its effect is visible, so that the next supernode continues where this one stopped.
 */
public final class Supernode {

    public static final long INTERVAL_NS = 200_000_000L;

    /** How long placement waits for all expected nodes before it uses fewer. */
    static final long PATIENCE_NS = 15_000_000_000L;

    static final long REQUEST_TIMEOUT_NS = 2_000_000_000L;
    static final int SYSTEM_VOTERS_MAX = 5;

    private final Surroundings node;
    private final GroupReplica<SystemCommand> system;
    private final SystemState state;
    private final @Nullable Genesis genesis;
    private final FileKeeper keeper;
    private final Set<String> busy = new TreeSet<>();
    private final EndedFaults faults;
    private final ShardKeeper shards;
    private final RulesKeeper rules;
    private final Absences absences;
    private long ledSinceTerm;
    private long ledSinceNs;

    public Supernode(
            Surroundings node,
            GroupReplica<SystemCommand> system,
            SystemState state,
            @Nullable Genesis genesis,
            FileSettings files,
            long rebuildAfterNs,
            EventLog events) {
        this.node = node;
        this.system = system;
        this.state = state;
        this.genesis = genesis;
        this.keeper = new FileKeeper(node, state, files);
        this.absences = new Absences(rebuildAfterNs);
        this.shards =
                new ShardKeeper(
                        node,
                        () -> system.raft().term(),
                        state,
                        (group, text) -> events.record(EventKind.REBUILD, group, 0, 0, text));
        this.rules = new RulesKeeper(node, () -> system.raft().term());
        this.faults = new EndedFaults();
    }

    /** Takes the steps that are due. Call it every {@link #INTERVAL_NS}. */
    public void tick(long nowNs) {
        Raft raft = system.raft();
        if (raft.role() != Role.LEADER || !raft.committedInOwnTerm() || system.isBehind()) {
            return;
        }
        if (ledSinceTerm != raft.term()) {
            ledSinceTerm = raft.term();
            ledSinceNs = nowNs;
            busy.clear();
            shards.reset();
            rules.reset();
            absences.reset();
            keeper.reset();
            faults.reset();
        }
        SystemCommand.Found founding = state.founding();
        if (founding == null) {
            found();
            return;
        }
        recordMembers();
        endFaults(nowNs);
        absences.look(expected(), node.members(), nowNs);
        Set<MemberId> lost = absences.lost(nowNs);
        growSystem(lost);
        rules.tick();
        if (state.shardsPlaced() < founding.shards()) {
            placeShards(founding, nowNs);
        } else {
            shards.tick(founding, lost, nowNs);
            keeper.tick(nowNs, founding.shards());
        }
    }

    private void endFaults(long nowNs) {
        for (String id : faults.look(state.faults(), node.reports().values(), nowNs)) {
            decide("end fault " + id, List.of(new SystemCommand.EndFault(id)));
        }
    }

    private Set<MemberId> expected() {
        Set<MemberId> expected = new TreeSet<>(system.raft().configuration().members());
        state.members().forEach(member -> expected.add(member.id()));
        return expected;
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
            node.ask(
                    new RequestBody.Decide(commands),
                    REQUEST_TIMEOUT_NS,
                    reply -> busy.remove(step));
        }
    }

    private void recordMembers() {
        List<SystemCommand> commands = new ArrayList<>();
        for (MemberStatus status : node.members()) {
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
        for (MemberStatus status : node.members()) {
            boolean fits = !serversOnly || status.member().role() == MemberRole.SERVER;
            if (fits && status.state() == MemberState.ALIVE) {
                alive.add(status.member().id());
            }
        }
        alive.sort(null);
        return alive;
    }

    /** The machine of each member, derived from the host of its address. */
    private Map<MemberId, String> machines() {
        Map<MemberId, String> machines = new TreeMap<>();
        for (MemberStatus status : node.members()) {
            machines.put(status.member().id(), status.member().address().host());
        }
        return machines;
    }

    /** The system group has 1, 3 or 5 voters, as the number of servers allows. */
    private void growSystem(Set<MemberId> lost) {
        Raft raft = system.raft();
        Configuration now = raft.configuration();
        List<MemberId> servers = alive(true);
        List<MemberId> candidates = new ArrayList<>(servers);
        candidates.removeIf(now::contains);
        Map<MemberId, NodeReport> reports = node.reports();
        candidates.removeIf(each -> !RulesKeeper.knows(reports.get(each), system.rules()));
        int possible = Math.min(SYSTEM_VOTERS_MAX, now.members().size() + candidates.size());
        Set<MemberId> ready = new TreeSet<>();
        raft.progress()
                .forEach((member, progress) -> {
                    if (progress.caughtUp()) {
                        ready.add(member);
                    }
                });
        switch (Growth.next(now, new Growth.Nodes(possible, servers, lost, ready))) {
            case Growth.Nothing g -> {}
            case Growth.Promote g -> changeSystem(new ConfigurationChange.Promote(g.learner()));
            case Growth.Remove g -> changeSystem(new ConfigurationChange.Remove(g.member()));
            case Growth.Add g -> {
                if (!candidates.isEmpty()) {
                    addToSystem(candidates.getFirst());
                }
            }
        }
    }

    private void changeSystem(ConfigurationChange change) {
        system.change(change, reply -> {});
    }

    private void addToSystem(MemberId member) {
        String step = "create system on " + member;
        if (!busy.add(step)) {
            return;
        }
        node.ask(
                new RequestBody.CreateReplica(
                        member, GroupId.SYSTEM, Configuration.EMPTY, false, system.raft().term()),
                REQUEST_TIMEOUT_NS,
                reply -> {
                    busy.remove(step);
                    if (reply instanceof Reply.Done) {
                        changeSystem(new ConfigurationChange.AddLearner(member));
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
}
