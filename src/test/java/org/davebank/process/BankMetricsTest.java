package org.davebank.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.davebank.base.AccountNumber;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.ledger.TransactionKind;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.node.wire.NodeFigures;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.SampleReports;
import org.davebank.service.Caller;
import org.davebank.service.RefusedCommands;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.OpenRequest;
import org.davebank.service.bank.PostRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bank's metrics in a real scrape, in {@code docs/metrics.md} and in the dashboard. */
class BankMetricsTest {

    private static final Pattern ASKED =
            Pattern.compile("\\b(davebank|http|jvm|process|system)_\\w+");
    private static final Caller TELLER = new Caller("ada", Role.ADMIN, "r");
    private static final AccountNumber ADA = AccountNumber.parse("12345678");
    private static final String QUORUM = "davebank_group_has_quorum{group=\"shard 0\"} 1";

    private static final String REJECTED = "davebank_shard_rejected_total{group=\"shard 0\"} 1";

    @TempDir private Path folder;

    private static String scrape(NodeView view, RefusedCommands refused) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new BankMetrics(() -> view, refused).bindTo(registry);
        return registry.scrape();
    }

    /** Of a lone node that leads its only shard, in which one withdrawal was refused. */
    private String scrapeOfALeader() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        try (NodeLoop loop = LoneNode.start(folder, failures::add)) {
            Shards shards = new Shards(loop);
            awaitInScrape(shards, QUORUM);
            BankService bank = new BankService(shards);
            bank.open(TELLER, new OpenRequest("Ada", null, ADA, null, List.of()), null);
            assertThatThrownBy(() -> bank.post(TELLER, withdrawal()))
                    .isInstanceOf(ServiceProblem.class);
            String scraped = awaitInScrape(shards, REJECTED);
            assertThat(failures).isEmpty();
            return scraped;
        }
    }

    /** A node reports three times a second. */
    private static String awaitInScrape(Shards shards, String line) {
        String scraped = scrape(shards.view(), shards.refused());
        while (!scraped.contains(line)) {
            Thread.onSpinWait();
            scraped = scrape(shards.view(), shards.refused());
        }
        return scraped;
    }

    private static PostRequest withdrawal() {
        return new PostRequest(
                ADA,
                TransactionKind.WITHDRAWAL,
                BigDecimal.ONE,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        Stream.of(
                        table("`node`", BankFigures.OF_NODES),
                        table("`node`", BankFigures.HELD),
                        table("`node`, `queue`", List.of(BankFigures.WAITING)),
                        table("`node`", BankFigures.OF_DISKS),
                        table("`node`", BankFigures.OF_TRANSPORTS),
                        table("`node`, `peer`", BankFigures.OF_PEERS),
                        table("`node`, `group`", BankFigures.OF_REPLICAS),
                        table("`node`, `group`", List.of(BankFigures.LAG)),
                        table("`group`", BankFigures.OF_GROUPS),
                        table("`group`", BankFigures.OF_SHARDS),
                        table("`state`", List.of(BankFigures.MEMBERS, BankFigures.IMPORTS)))
                .forEach(rows::addAll);
        rows.add(
                "| `davebank_clock_skew_seconds` | gauge | `node` | how far a node's wall clock is"
                        + " ahead of its voters' median |");
        rows.addAll(table("`node`, `code`", List.of(BankFigures.REFUSED)));
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
    void theDocumentListsEachMetric() {
        assertThat(MetricsDocument.rows("davebank_")).isEqualTo(rows());
    }

    @Test
    void eachNameEndsWithItsUnitOrSaysWhatIsCounted() {
        List<String> units = List.of("_seconds", "_bytes", "_total", "_entries");
        List<String> without =
                MetricsDocument.names("davebank_").stream()
                        .filter(name -> units.stream().noneMatch(name::endsWith))
                        .toList();
        assertThat(without)
                .containsExactly(
                        "davebank_group_has_quorum",
                        "davebank_group_learners",
                        "davebank_group_voters",
                        "davebank_imports",
                        "davebank_members",
                        "davebank_node_active_faults",
                        "davebank_node_full",
                        "davebank_node_long_queries",
                        "davebank_replica_applied_index",
                        "davebank_replica_commit_index",
                        "davebank_replica_last_index",
                        "davebank_replica_leads",
                        "davebank_replica_term",
                        "davebank_shard_accounts");
    }

    @Test
    void aScrapeHasWhatTheDocumentListsAndNothingElse() throws Exception {
        String scraped = scrapeOfALeader();
        TreeSet<String> documented = MetricsDocument.names("davebank_");
        documented.removeAll(MetricsDocument.names("davebank_peer_")); // A lone node has none.
        documented.remove("davebank_clock_skew_seconds"); // Another binder's.
        assertThat(MetricsDocument.scraped(scraped)).isEqualTo(documented);
        assertThat(scraped)
                .contains("davebank_replica_leads{group=\"shard 0\",node=\"Lone\"} 1")
                .contains("davebank_replica_lag_entries{group=\"shard 0\",node=\"Lone\"} 0")
                .contains("davebank_members{state=\"alive\"} 1")
                .contains("davebank_queue_entries{node=\"Lone\",queue=\"inbox\"} ")
                .contains("{code=\"insufficient_funds\",node=\"Lone\"} 1")
                .contains("{code=\"account_frozen\",node=\"Lone\"} 0")
                .doesNotContain("davebank_disk_syncs_total{node=\"Lone\"} 0")
                .doesNotContain("davebank_disk_sync_seconds_total{node=\"Lone\"} 0.0\n")
                .doesNotContain("davebank_node_state_bytes{node=\"Lone\"} 0");
    }

    @Test
    void aPeerHasTheNameOfTheMemberThatIsAtItsAddressNow() {
        Address left = new Address("127.0.0.1", 1);
        Address right = new Address("127.0.0.1", 2);
        Address unknown = new Address("127.0.0.1", 3);
        String scraped =
                scrape(
                        view(
                                List.of(
                                        member(1, "Former", MemberState.DEAD, left),
                                        member(2, "Left", MemberState.ALIVE, left),
                                        member(3, "Right", MemberState.DEAD, unknown),
                                        member(4, "Right", MemberState.ALIVE, right)),
                                SampleReports.withFigures(
                                        "Here", peers(peer(left), peer(right), peer(unknown)))),
                        new RefusedCommands());
        assertThat(scraped.lines().filter(line -> line.startsWith("davebank_peer_rtt_seconds{")))
                .containsExactly(
                        "davebank_peer_rtt_seconds{node=\"Here\",peer=\"Left\"} 0.0015",
                        "davebank_peer_rtt_seconds{node=\"Here\",peer=\"Right\"} 0.0015");
        assertThat(MetricsDocument.scraped(scraped))
                .containsAll(MetricsDocument.names("davebank_peer_"));
    }

    private static MemberStatus member(long id, String name, MemberState state, Address at) {
        Member member = new Member(new MemberId(id), name, MemberRole.WORKER, at, 0, null, 1);
        return new MemberStatus(member, state, 0);
    }

    private static NodeFigures.Peer peer(Address address) {
        return new NodeFigures.Peer(address, 1_500, 2, 3, 4, 5, 6, 7);
    }

    private static NodeFigures peers(NodeFigures.Peer... peers) {
        return new NodeFigures(
                NodeFigures.Transport.NONE,
                List.of(peers),
                NodeFigures.Disk.NONE,
                NodeFigures.Held.NONE,
                Map.of());
    }

    private static NodeView view(List<MemberStatus> members, NodeReport report) {
        return new NodeView(
                report.member(),
                report.name(),
                0,
                0,
                members,
                List.of(new NodeView.SeenReport(report, 0)),
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new NodeView.Rebuild(0, 0),
                Map.of(),
                List.of(),
                0);
    }

    @Test
    void theDashboardAsksForMetricsThatExistAndShowsEachKind() {
        TreeSet<String> asked = new TreeSet<>();
        ASKED.matcher(MetricsDocument.dashboard())
                .results()
                .forEach(found -> asked.add(found.group()));
        TreeSet<String> known = MetricsDocument.names("");
        // A summary is scraped in parts.
        known.addAll(
                List.of(
                        "http_server_requests_seconds_count",
                        "http_server_requests_seconds_sum",
                        "jvm_gc_pause_seconds_count",
                        "jvm_gc_pause_seconds_sum"));
        assertThat(known).containsAll(asked);
        for (String kind :
                List.of(
                        "davebank_node_",
                        "davebank_queue_",
                        "davebank_disk_",
                        "davebank_transport_",
                        "davebank_peer_",
                        "davebank_replica_",
                        "davebank_group_",
                        "davebank_shard_",
                        "davebank_ledger_",
                        "davebank_members",
                        "davebank_imports",
                        "davebank_clock_",
                        "http_server_",
                        "jvm_")) {
            assertThat(asked).as(kind).anyMatch(name -> name.startsWith(kind));
        }
    }
}
