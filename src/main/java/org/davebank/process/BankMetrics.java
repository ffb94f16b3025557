package org.davebank.process;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.directory.job.ImportJob;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.NodeFigures;
import org.davebank.raft.Role;
import org.davebank.service.Leaders;
import org.davebank.service.RefusedCommands;

/**
 * The bank's own figures at {@code /actuator/prometheus}. Each server shows what it knows of all
 * nodes, because workers serve no HTTP. A node that has not reported for {@link Leaders#FRESH_MS} is
 * left out: its old figures are not those of now. Safe for use by several threads.
 */
final class BankMetrics implements MultiCollector, MeterBinder {

    private final Supplier<NodeView> bank;
    private final RefusedCommands refused;

    /**
     * @param bank what this node knows at the moment of a scrape
     * @param refused what the ledger refused to callers of this server
     */
    BankMetrics(Supplier<NodeView> bank, RefusedCommands refused) {
        this.bank = bank;
        this.refused = refused;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (registry instanceof PrometheusMeterRegistry prometheus) {
            prometheus.getPrometheusRegistry().register(this);
        }
    }

    @Override
    public MetricSnapshots collect() {
        NodeView view = bank.get();
        Map<String, NodeView.SeenReport> nodes = newest(view);
        Map<String, GroupReport> leaders = leaders(nodes);
        List<MetricSnapshot> all = new ArrayList<>();
        add(all, BankFigures.OF_NODES, ofNodes(nodes, seen -> seen));
        add(all, BankFigures.HELD, ofNodes(nodes, seen -> figures(seen).held()));
        add(all, List.of(BankFigures.WAITING), waiting(nodes));
        add(all, BankFigures.OF_DISKS, ofNodes(nodes, seen -> figures(seen).disk()));
        add(all, BankFigures.OF_TRANSPORTS, ofNodes(nodes, seen -> figures(seen).transport()));
        add(all, BankFigures.OF_PEERS, ofPeers(nodes, names(view.members())));
        add(all, BankFigures.OF_REPLICAS, ofReplicas(nodes));
        add(all, List.of(BankFigures.LAG), lags(nodes, leaders));
        add(all, BankFigures.OF_GROUPS, ofGroups(leaders, group -> true));
        add(all, BankFigures.OF_SHARDS, ofGroups(leaders, GroupId::isShard));
        add(all, List.of(BankFigures.MEMBERS), members(view));
        add(all, List.of(BankFigures.IMPORTS), imports(view));
        add(all, List.of(BankFigures.REFUSED), refused(view.name()));
        return new MetricSnapshots(all);
    }

    private static NodeFigures figures(NodeView.SeenReport seen) {
        return seen.report().figures();
    }

    private static Map<String, GroupReport> leaders(Map<String, NodeView.SeenReport> nodes) {
        Map<String, GroupReport> leaders = new TreeMap<>();
        for (NodeView.SeenReport seen : nodes.values()) {
            for (GroupReport each : seen.report().groups()) {
                if (each.role() == Role.LEADER) {
                    leaders.merge(each.group().toString(), each, GroupReport::newer);
                }
            }
        }
        return leaders;
    }

    private static <T> Map<Labels, T> ofNodes(
            Map<String, NodeView.SeenReport> nodes, Function<NodeView.SeenReport, T> part) {
        Map<Labels, T> rows = new LinkedHashMap<>();
        nodes.forEach((name, seen) -> rows.put(Labels.of("node", name), part.apply(seen)));
        return rows;
    }

    private static Map<Labels, Long> waiting(Map<String, NodeView.SeenReport> nodes) {
        Map<Labels, Long> rows = new LinkedHashMap<>();
        nodes.forEach((name, seen) ->
                figures(seen)
                        .waiting()
                        .forEach((queue, count) ->
                                rows.put(
                                        Labels.of("node", name, "queue", lowerCase(queue)),
                                        count)));
        return rows;
    }

    /** A peer that is no member any more has no name, and is left out. */
    private static Map<Labels, NodeFigures.Peer> ofPeers(
            Map<String, NodeView.SeenReport> nodes, Map<Address, String> names) {
        Map<Labels, NodeFigures.Peer> rows = new LinkedHashMap<>();
        nodes.forEach((name, seen) -> {
            for (NodeFigures.Peer peer : figures(seen).peers()) {
                String other = names.get(peer.address());
                if (other != null) {
                    rows.put(Labels.of("node", name, "peer", other), peer);
                }
            }
        });
        return rows;
    }

    /** Who is where; a node that was replaced had the address, or the name, before. */
    private static Map<Address, String> names(List<MemberStatus> members) {
        Map<Address, String> names = new TreeMap<>();
        members.stream()
                .sorted(Comparator.comparing(MemberStatus::state))
                .map(MemberStatus::member)
                .filter(member -> !names.containsValue(member.name()))
                .forEach(member -> names.putIfAbsent(member.address(), member.name()));
        return names;
    }

    private static Map<Labels, GroupReport> ofReplicas(Map<String, NodeView.SeenReport> nodes) {
        Map<Labels, GroupReport> rows = new LinkedHashMap<>();
        nodes.forEach((name, seen) ->
                seen.report().groups().forEach(each -> rows.put(replica(name, each), each)));
        return rows;
    }

    private static Labels replica(String node, GroupReport of) {
        return Labels.of("node", node, "group", of.group().toString());
    }

    private static Map<Labels, Long> lags(
            Map<String, NodeView.SeenReport> nodes, Map<String, GroupReport> leaders) {
        Map<Labels, Long> rows = new LinkedHashMap<>();
        nodes.forEach((name, seen) -> {
            for (GroupReport each : seen.report().groups()) {
                GroupReport leader = leaders.get(each.group().toString());
                if (leader != null) {
                    // The reports are of different moments, so a follower may seem to be ahead.
                    long behind = leader.commitIndex() - each.appliedIndex();
                    rows.put(replica(name, each), Math.max(0, behind));
                }
            }
        });
        return rows;
    }

    private static Map<Labels, GroupReport> ofGroups(
            Map<String, GroupReport> leaders, Predicate<GroupId> which) {
        Map<Labels, GroupReport> rows = new LinkedHashMap<>();
        leaders.forEach((group, leader) -> {
            if (which.test(leader.group())) {
                rows.put(Labels.of("group", group), leader);
            }
        });
        return rows;
    }

    private Map<Labels, Long> refused(String node) {
        Map<Labels, Long> rows = new LinkedHashMap<>();
        refused.byCode()
                .forEach((code, count) ->
                        rows.put(Labels.of("node", node, "code", code.code()), count));
        return rows;
    }

    /** The newest fresh report under each name: a node that was replaced may have two. */
    private static Map<String, NodeView.SeenReport> newest(NodeView view) {
        Map<String, NodeView.SeenReport> newest = new TreeMap<>();
        for (NodeView.SeenReport seen : view.reports()) {
            if (seen.ageMs() <= Leaders.FRESH_MS) {
                newest.merge(seen.report().name(), seen, (a, b) -> a.ageMs() <= b.ageMs() ? a : b);
            }
        }
        return newest;
    }

    private static Map<Labels, Long> members(NodeView view) {
        Map<Labels, Long> counts = new LinkedHashMap<>();
        for (MemberState state : MemberState.values()) {
            long count = view.members().stream().filter(each -> each.state() == state).count();
            counts.put(state(state), count);
        }
        return counts;
    }

    private static Map<Labels, Long> imports(NodeView view) {
        Map<Labels, Long> counts = new LinkedHashMap<>();
        for (ImportJob.State state : ImportJob.State.values()) {
            long count = view.imports().stream().filter(each -> each.state() == state).count();
            counts.put(state(state), count);
        }
        return counts;
    }

    private static Labels state(Enum<?> state) {
        return Labels.of("state", lowerCase(state));
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <T> void add(
            List<MetricSnapshot> all, List<BankFigures.Figure<T>> figures, Map<Labels, T> of) {
        figures.forEach(figure -> all.add(snapshot(figure, of)));
    }

    private static <T> MetricSnapshot snapshot(BankFigures.Figure<T> figure, Map<Labels, T> of) {
        if (figure.counts()) {
            CounterSnapshot.Builder counter =
                    CounterSnapshot.builder().name(figure.name()).help(figure.help());
            of.forEach((labels, each) ->
                    counter.dataPoint(
                            CounterSnapshot.CounterDataPointSnapshot.builder()
                                    .labels(labels)
                                    .value(figure.value().applyAsDouble(each))
                                    .build()));
            return counter.build();
        }
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(figure.name()).help(figure.help());
        of.forEach((labels, each) ->
                gauge.dataPoint(
                        GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .labels(labels)
                                .value(figure.value().applyAsDouble(each))
                                .build()));
        return gauge.build();
    }
}
