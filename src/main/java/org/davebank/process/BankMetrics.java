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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.davebank.directory.job.ImportJob;
import org.davebank.membership.MemberState;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.raft.Role;
import org.davebank.service.Leaders;

/**
 * The bank's own figures at {@code /actuator/prometheus}. Each server shows what it knows of all
 * nodes, because workers serve no HTTP. A node that has not reported for {@link Leaders#FRESH_MS} is
 * left out: its old figures are not those of now. Safe for use by several threads.
 */
final class BankMetrics implements MultiCollector, MeterBinder {

    private final Supplier<NodeView> bank;

    /** @param bank what this node knows at the moment of a scrape */
    BankMetrics(Supplier<NodeView> bank) {
        this.bank = bank;
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
        Map<Labels, NodeView.SeenReport> ofNodes = new LinkedHashMap<>();
        Map<Labels, GroupReport> ofReplicas = new LinkedHashMap<>();
        Map<String, GroupReport> leaders = new TreeMap<>();
        nodes.forEach((name, seen) -> {
            ofNodes.put(Labels.of("node", name), seen);
            for (GroupReport each : seen.report().groups()) {
                String group = each.group().toString();
                ofReplicas.put(Labels.of("node", name, "group", group), each);
                if (each.role() == Role.LEADER) {
                    leaders.merge(group, each, GroupReport::newer);
                }
            }
        });
        Map<Labels, GroupReport> ofGroups = new LinkedHashMap<>();
        Map<Labels, GroupReport> ofShards = new LinkedHashMap<>();
        leaders.forEach((group, leader) -> {
            ofGroups.put(Labels.of("group", group), leader);
            if (leader.group().isShard()) {
                ofShards.put(Labels.of("group", group), leader);
            }
        });

        List<MetricSnapshot> all = new ArrayList<>();
        BankFigures.OF_NODES.forEach(figure -> all.add(snapshot(figure, ofNodes)));
        BankFigures.OF_REPLICAS.forEach(figure -> all.add(snapshot(figure, ofReplicas)));
        BankFigures.OF_GROUPS.forEach(figure -> all.add(snapshot(figure, ofGroups)));
        BankFigures.OF_SHARDS.forEach(figure -> all.add(snapshot(figure, ofShards)));
        all.add(snapshot(BankFigures.MEMBERS, members(view)));
        all.add(snapshot(BankFigures.IMPORTS, imports(view)));
        return new MetricSnapshots(all);
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
        return Labels.of("state", state.name().toLowerCase(Locale.ROOT));
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
