package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.Counter.assertProblem;
import static org.davebank.e2e.Counter.json;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the bank says when its network or its books are harmed. Every test leaves them whole. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SampleNetwork.Used
class HarmIT {

    private static final int AUDIT_MS_MAX = 5_000;
    private static final int TTL_S = 6;
    private static final int FIRST_ACCOUNT = 66_000_000;

    private static LocalNetwork network;

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
    }

    @Test
    @Order(1)
    void anIsolatedWorkerIsMissedAndComesBackByItselfWhenItsTimeIsOver() {
        long startNs = System.nanoTime();
        HttpResponse<String> response =
                network.send(
                        "PUT",
                        "/cluster/faults",
                        "{\"kind\":\"isolate\",\"target\":\"Worker2\",\"ttl_s\":" + TTL_S + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String id = json(response).path("id").asString("");
        network.await(
                "the fault in the list",
                () -> network.get("/cluster/faults").toString().contains("\"" + id + "\""));
        network.await(
                "a suspicion",
                () -> Set.of("suspect", "unreachable").contains(network.state("Worker2")));
        network.await("life", () -> network.state("Worker2").equals("alive"));
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs))
                .as("ms until it was back")
                .isGreaterThanOrEqualTo(TTL_S * 1_000L);
        network.await("no fault", () -> network.get("/cluster/faults").isEmpty());
        network.awaitWhole();
    }

    /** The status bar with the money chip on a page that is signed in at the last server. */
    private static Locator statusBar(Page page) {
        ConsoleWords.signIn(page, network.servers().getLast(), "");
        Locator bar = ConsoleWords.statusBar(page);
        assertThat(bar).containsText("Money conserved", patience(30_000));
        return bar;
    }

    private static ContainsTextOptions patience(int ms) {
        return new ContainsTextOptions().setTimeout(ms);
    }

    @Test
    @Order(2)
    void withoutAQuorumAuditAndMoneyChipSayUnknownAndOldNumbersAreCalledOld() throws Exception {
        network.awaitVerdict("conserved");
        JsonNode shard = shardWithTwoWorkers();
        List<String> victims = workers(shard).subList(0, 2);
        String account = accountIn(shard.path("shard").asInt());
        SampleNetwork.browser()
                .visit(
                        "bank-unknown",
                        page -> {
                            Locator bar = statusBar(page);
                            for (String victim : victims) {
                                network.process(victim).destroyForcibly();
                            }
                            assertThat(bar).containsText("Money unknown", patience(30_000));
                            network.awaitVerdict("unknown");
                            HttpResponse<String> read =
                                    network.send("GET", "/accounts/" + account + "/balance", null);
                            assertThat(read.statusCode()).as(read.body()).isEqualTo(503);
                            assertProblem(read, "no_quorum");
                            assertThat(read.headers().firstValue("Retry-After")).isPresent();
                            HttpResponse<String> old =
                                    network.send(
                                            "GET",
                                            "/accounts/" + account + "/balance?consistency=stale",
                                            null);
                            assertThat(old.statusCode()).as(old.body()).isEqualTo(200);
                            assertThat(old.headers().firstValue("X-DaveBank-Staleness-Ms"))
                                    .isPresent();
                            for (String victim : victims) {
                                network.revive(victim);
                            }
                            network.awaitWhole();
                            assertThat(bar).containsText("Money conserved", patience(30_000));
                        });
        network.awaitVerdict("conserved");
        network.await(
                "a cut that was judged",
                () -> network.get("/cluster/audit").path("mark").asLong(0) > 0);
        JsonNode report = network.get("/cluster/audit");
        assertThat(report.path("in_transit_minor").isIntegralNumber()).as("%s", report).isTrue();
        assertThat(report.path("mark_age_ms").asLong(-1)).isBetween(0L, AUDIT_MS_MAX * 2L);
        for (JsonNode each : report.path("shards")) {
            assertThat(each.path("in_transit_minor").isIntegralNumber()).as("%s", each).isTrue();
        }
    }

    private static List<String> workers(JsonNode shard) {
        List<String> workers = new ArrayList<>();
        for (JsonNode replica : shard.path("replicas")) {
            if (replica.asString("").startsWith("Worker")) {
                workers.add(replica.asString(""));
            }
        }
        return workers;
    }

    private static JsonNode shardWithTwoWorkers() {
        for (JsonNode shard : network.get("/cluster/shards")) {
            if (shard.path("replicas").size() == 3 && workers(shard).size() >= 2) {
                return shard;
            }
        }
        throw new AssertionError("no shard has two of three replicas on workers");
    }

    /** The newest transactions of the bank may all be of one shard; those of an account always are. */
    private static String accountIn(int shard) {
        for (JsonNode account : network.get("/accounts?limit=1000").path("items")) {
            String number = account.path("account_num").asString("");
            JsonNode newest = network.get("/transactions/" + number + "?limit=1").path(0);
            if (newest.path("shard").asInt(-1) == shard) {
                return number;
            }
        }
        throw new AssertionError("nothing was posted in shard " + shard);
    }

    /** Accounts of shard 0 and of another one that have paid each other; a hold is active in shard 0. */
    private static void payAndHold() {
        Counter counter = new Counter(network);
        Map<Boolean, String> accounts = new TreeMap<>();
        for (int number = FIRST_ACCOUNT; accounts.size() < 2; number++) {
            String account = Integer.toString(number);
            counter.open(account);
            JsonNode paidIn = post("/transactions", Hostile.deposit(account, "10.00", ""));
            accounts.put(paidIn.path("shard").asInt(-1) == 0, account);
        }
        String here = accounts.get(true);
        String there = accounts.get(false);
        post("/transactions", transfer(here, there));
        post("/transactions", transfer(there, here));
        String held = Hostile.deposit(here, "2.00", ",\"hold\":true,\"expires_in_s\":3600");
        post("/transactions", held.replace("deposit", "withdrawal"));
    }

    private static String transfer(String from, String to) {
        return Hostile.deposit(from, "1.00", ",\"to_account\":\"" + to + "\"")
                .replace("deposit", "transfer");
    }

    private static JsonNode post(String path, String body) {
        HttpResponse<String> posted = network.send("POST", path, body);
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        return json(posted);
    }

    /** The nodes that hold shard 0, its leader last. */
    private static List<String> replicas() {
        JsonNode shard = network.get("/cluster/shards").get(0);
        String leader = shard.path("leader").asString("");
        List<String> nodes =
                new ArrayList<>(
                        shard.path("replicas")
                                .valueStream()
                                .map(each -> each.asString(""))
                                .toList());
        nodes.remove(leader);
        nodes.add(leader);
        return nodes;
    }

    private static void harm(String node, String kind) {
        HttpResponse<String> done =
                network.send(
                        "POST",
                        "/cluster/nodes/" + node + "/harm",
                        "{\"kind\":\"" + kind + "\",\"shard\":0,\"delta_minor\":5}");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(204);
    }

    /** Damages memory alone, so nodes that start again are whole again. */
    @ParameterizedTest
    @CsvSource({
        "altered_posting, 1, record \\d+: account \\d{8} stands at",
        "half_transfer, 3, (no entry of the log has made record|was debited for transfer) ",
        "doubled_posting, 3, is credited twice",
        "lost_decision, 3, which never began there",
        "endless_hold, 3, would never end"
    })
    @Order(3)
    void whatIsWrongIsFoundByAuditAndMoneyChipWithinFiveSeconds(
            String kind, int count, String words) throws Exception {
        payAndHold();
        network.awaitVerdict("conserved");
        List<String> harmed = replicas().subList(0, count);
        Pattern found = Pattern.compile("shard 0 .*" + words);
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            SampleNetwork.browser()
                    .visit(
                            "bank-" + kind,
                            page -> {
                                Locator bar = statusBar(page);
                                long startNs = System.nanoTime();
                                harmed.forEach(node -> harm(node, kind));
                                Future<Long> audit =
                                        other.submit(() -> {
                                            awaitText(found);
                                            return msSince(startNs);
                                        });
                                assertThat(bar)
                                        .containsText("Money VIOLATED", patience(AUDIT_MS_MAX));
                                long chipMs = msSince(startNs);
                                long auditMs = result(audit);
                                System.out.printf(
                                        "%s: violated by audit after %d ms, on the page after %d ms%n",
                                        kind, auditMs, chipMs);
                                assertThat(chipMs).isLessThanOrEqualTo(AUDIT_MS_MAX);
                                assertThat(auditMs).isLessThanOrEqualTo(AUDIT_MS_MAX);
                            });
        }
        harmed.forEach(node -> network.act("kill", node));
        network.reviveAll();
        network.awaitVerdict("conserved");
    }

    /** Waits until the audit finds the books violated for a reason with these words. */
    private static void awaitText(Pattern words) {
        network.await(
                "an audit that says " + words,
                () -> {
                    JsonNode report = network.get("/cluster/audit");
                    return report.path("verdict").asString("").equals("violated")
                            && words.matcher(report.path("text").asString("")).find();
                });
    }

    private static long result(Future<Long> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static long msSince(long startNs) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }
}
