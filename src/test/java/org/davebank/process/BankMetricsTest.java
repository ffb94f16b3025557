package org.davebank.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.node.NodeView;
import org.davebank.service.Shards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankMetricsTest {

    private static final Pattern NAME = Pattern.compile("davebank_[a-z_]+");

    private static final String QUORUM = "davebank_group_has_quorum{group=\"shard 0\"} 1";

    @TempDir private Path folder;

    private static String scrape(NodeView view) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new BankMetrics(() -> view).bindTo(registry);
        return registry.scrape();
    }

    /** What a lone node knows of itself once it leads its only shard. */
    private NodeView viewOfALeader() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        try (NodeLoop loop = LoneNode.start(folder, failures::add)) {
            Shards shards = new Shards(loop);
            while (!scrape(shards.view()).contains(QUORUM)) {
                Thread.onSpinWait();
            }
            return shards.view();
        }
    }

    private static List<String> rowsOfTheDocument() throws Exception {
        return Files.readAllLines(Path.of("docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        Stream.of(
                        table("`node`", BankFigures.OF_NODES),
                        table("`node`, `group`", BankFigures.OF_REPLICAS),
                        table("`group`", BankFigures.OF_GROUPS),
                        table("`group`", BankFigures.OF_SHARDS),
                        table("`state`", List.of(BankFigures.MEMBERS, BankFigures.IMPORTS)))
                .forEach(rows::addAll);
        rows.add(
                "| `davebank_clock_skew_seconds` | gauge | `node` | how far a node's wall clock is"
                        + " ahead of its voters' median |");
        return rows;
    }

    private static <T> List<String> table(String labels, List<BankFigures.Figure<T>> figures) {
        return figures.stream()
                .map(each ->
                        "| `%s` | %s | %s | %s |"
                                .formatted(
                                        each.scrapedAs(),
                                        each.counts() ? "counter" : "gauge",
                                        labels,
                                        each.help()))
                .toList();
    }

    @Test
    void theDocumentListsEachMetric() throws Exception {
        assertThat(rowsOfTheDocument()).isEqualTo(rows());
    }

    @Test
    void aScrapeShowsTheNodeItsReplicasAndItsGroups() throws Exception {
        NodeView view = viewOfALeader();
        String scraped = scrape(view);
        assertThat(scraped)
                .contains(
                        "davebank_replica_leads{group=\"shard 0\",node=\"" + view.name() + "\"} 1")
                .contains(QUORUM)
                .contains("davebank_shard_posted_total{group=\"shard 0\"} 0")
                .contains("davebank_members{state=\"alive\"} 1");
        TreeSet<String> names = new TreeSet<>();
        NAME.matcher(scraped).results().forEach(found -> names.add(found.group()));
        rows().stream()
                .map(row -> row.substring(3, row.indexOf('`', 3)))
                .filter(name -> !name.equals("davebank_clock_skew_seconds"))
                .forEach(name -> assertThat(names).contains(name));
    }

    @Test
    void theDashboardAsksForMetricsThatExist() throws Exception {
        TreeSet<String> asked = new TreeSet<>();
        NAME.matcher(Files.readString(Path.of("docs/grafana-dashboard.json")))
                .results()
                .forEach(found -> asked.add(found.group()));
        TreeSet<String> known = new TreeSet<>();
        rows().forEach(row -> known.add(row.substring(3, row.indexOf('`', 3))));
        assertThat(known).containsAll(asked);
        assertThat(asked).hasSizeGreaterThan(10);
    }
}
