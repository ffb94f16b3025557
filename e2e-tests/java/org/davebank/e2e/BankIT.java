package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bank over HTTP and by commands, on one network of real processes. The tests that break the
 * network come last, and the very last one spoils its books.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BankIT {

    private static final int AUDIT_MS_MAX = 5_000;
    private static final int TTL_S = 6;

    private static LocalNetwork network;
    private static Imports imports;
    private static Browser browser;

    @BeforeAll
    static void start() {
        network = LocalNetwork.up();
        imports = new Imports(network);
        open(Hostile.ACCOUNT);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        network.close();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static JsonNode open(String number) {
        HttpResponse<String> response =
                network.send(
                        "POST",
                        "/accounts",
                        "{\"holder\":\"Ada Example\",\"number\":\"" + number + "\"}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response);
    }

    /** Posts at the server with this place in the list. */
    private static HttpResponse<String> post(
            int server, String key, String account, String type, String amount) throws IOException {
        List<String> servers = network.servers();
        return network.send(
                servers.get(server % servers.size()),
                "POST",
                "/transactions/",
                Hostile.deposit(account, amount, "").replace("deposit", type),
                key);
    }

    private static long balanceMinor(String account) {
        return network.get("/accounts/" + account + "/balance").path("balance_minor").asLong();
    }

    private static boolean isReplayed(HttpResponse<String> response) {
        return response.headers().firstValue("Idempotency-Replayed").orElse("").equals("true");
    }

    /** The body without what is made anew for every answer. */
    private static JsonNode lasting(HttpResponse<String> response) {
        ObjectNode body = (ObjectNode) json(response);
        body.remove("trace_id");
        return body;
    }

    @Test
    @Order(1)
    void aRetryAtAnotherServerIsAnsweredAsTheFirstTryWas() throws IOException {
        open("30000001");
        HttpResponse<String> first = post(0, "once", "30000001", "deposit", "12.34");
        HttpResponse<String> again = post(1, "once", "30000001", "deposit", "12.34");
        HttpResponse<String> written = post(2, "once", "30000001", "deposit", "12.340");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(isReplayed(first)).isFalse();
        for (HttpResponse<String> retry : List.of(again, written)) {
            assertThat(retry.statusCode()).as(retry.body()).isEqualTo(201);
            assertThat(lasting(retry)).isEqualTo(lasting(first));
            assertThat(isReplayed(retry)).isTrue();
            assertThat(retry.headers().firstValue("Location"))
                    .isEqualTo(first.headers().firstValue("Location"));
        }
        assertThat(balanceMinor("30000001")).isEqualTo(1_234);

        HttpResponse<String> other = post(1, "once", "30000001", "deposit", "12.35");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("code").asString("")).isEqualTo("idempotency_key_reused");
        assertThat(balanceMinor("30000001")).isEqualTo(1_234);

        open("30000002");
        HttpResponse<String> elsewhere = post(1, "once", "30000002", "deposit", "12.35");
        assertThat(elsewhere.statusCode()).as("a key belongs to its account").isEqualTo(201);
        assertThat(isReplayed(elsewhere)).isFalse();
    }

    @Test
    @Order(2)
    void aRefusedWithdrawalStaysRefusedWhenMoneyHasComeMeanwhile() throws IOException {
        open("30000003");
        HttpResponse<String> first = post(0, "poor", "30000003", "withdrawal", "5.00");
        assertThat(first.statusCode()).isEqualTo(422);
        assertThat(json(first).path("code").asString("")).isEqualTo("insufficient_funds");
        assertThat(post(0, "rich", "30000003", "deposit", "50.00").statusCode()).isEqualTo(201);

        HttpResponse<String> again = post(1, "poor", "30000003", "withdrawal", "5.00");
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(isReplayed(again)).isTrue();
        assertThat(lasting(again)).isEqualTo(lasting(first));
        assertThat(balanceMinor("30000003")).isEqualTo(5_000);
        assertThat(post(1, "now", "30000003", "withdrawal", "5.00").statusCode()).isEqualTo(201);
        assertThat(balanceMinor("30000003")).isEqualTo(4_500);
    }

    @Test
    @Order(3)
    void oneKeyAtAllServersAtOnceMakesOneTransaction() throws Exception {
        open("30000004");
        List<HttpResponse<String>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int server = i;
                calls.add(() -> post(server, "together", "30000004", "deposit", "7.00"));
            }
            for (Future<HttpResponse<String>> each : callers.invokeAll(calls)) {
                answers.add(each.get());
            }
        }
        assertThat(answers).allSatisfy(each -> assertThat(each.statusCode()).isEqualTo(201));
        assertThat(answers).extracting(BankIT::lasting).containsOnly(lasting(answers.getFirst()));
        assertThat(answers).filteredOn(each -> !isReplayed(each)).hasSize(1);
        assertThat(balanceMinor("30000004")).isEqualTo(700);
        assertThat(network.get("/transactions/30000004").size()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void aTransferMovesMoneyInsideAShardAndIsRefusedBetweenShards() throws IOException {
        Map<Integer, List<String>> byShard = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            String number = String.valueOf(31_000_000 + i);
            open(number);
            HttpResponse<String> paid = post(i, "pay", number, "deposit", "10.00");
            byShard.computeIfAbsent(json(paid).path("shard").asInt(), any -> new ArrayList<>())
                    .add(number);
        }
        assertThat(byShard.size()).as("shards in use").isGreaterThan(1);
        List<String> together =
                byShard.values().stream().filter(each -> each.size() > 1).findFirst().orElseThrow();
        String from = together.get(0);
        String far =
                byShard.values().stream()
                        .filter(each -> !each.contains(from))
                        .findFirst()
                        .orElseThrow()
                        .getFirst();

        HttpResponse<String> near = transfer(from, together.get(1), "2.50");
        assertThat(near.statusCode()).as(near.body()).isEqualTo(201);
        assertThat(balanceMinor(from)).isEqualTo(750);
        assertThat(balanceMinor(together.get(1))).isEqualTo(1_250);

        HttpResponse<String> between = transfer(from, far, "2.50");
        assertThat(between.statusCode()).isEqualTo(501);
        assertProblem(between, "not_implemented");
        assertThat(balanceMinor(from)).isEqualTo(750);
        assertThat(balanceMinor(far)).isEqualTo(1_000);
    }

    private static HttpResponse<String> transfer(String from, String to, String amount) {
        return network.send(
                "POST",
                "/transactions/",
                Hostile.deposit(from, amount, ",\"to_account\":\"" + to + "\"")
                        .replace("deposit", "transfer"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.davebank.e2e.Hostile#all")
    @Order(5)
    void aHostileRequestIsRefusedWithItsCode(Hostile hostile) throws IOException {
        HttpResponse<String> response = network.exchange(hostile.request(network));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(hostile.status());
        assertProblem(response, hostile.code());
        if (hostile.status() == 401) {
            assertThat(response.body()).contains("davebank token");
        }
    }

    private static void assertProblem(HttpResponse<String> response, String code) {
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("code").asString("")).as(response.body()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
        assertThat(problem.path("outcome").asString("")).isEqualTo("rejected");
        assertThat(problem.path("retryable").asBoolean()).isEqualTo(code.equals("no_quorum"));
        assertThat(problem.path("detail").asString("")).isNotBlank();
        assertThat(problem.path("trace_id").asString("")).isNotBlank();
    }

    @Test
    @Order(6)
    void afterAllThoseRequestsNothingIsPostedAndTheNetworkIsWhole() throws IOException {
        assertThat(balanceMinor(Hostile.ACCOUNT)).isZero();
        assertThat(network.get("/transactions/" + Hostile.ACCOUNT).size()).isZero();
        assertThat(post(0, "after", Hostile.ACCOUNT, "deposit", "1.00").statusCode())
                .isEqualTo(201);
        network.awaitWhole();
        network.awaitVerdict("conserved");
    }

    @Test
    @Order(7)
    void theTokenOrThePasswordLetsInAndHealthIsOpenToAll() throws IOException {
        String server = network.servers().getLast();
        assertThat(status(server, "/cluster", "Bearer " + network.token())).isEqualTo(200);
        assertThat(status(server, "/cluster", basic(network.password()))).isEqualTo(200);
        assertThat(status(server, "/cluster", basic(network.password() + "x"))).isEqualTo(401);
        assertThat(status(server, "/cluster", basic(""))).isEqualTo(401);
        HttpResponse<String> health =
                network.exchange(network.request(server, "/actuator/health").build());
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(json(health).path("status").asString("")).isEqualTo("UP");
        assertThat(Files.getPosixFilePermissions(network.data().resolve("admin.password")))
                .hasSize(2);
    }

    private static int status(String server, String path, String credentials) throws IOException {
        return network.exchange(
                        network.request(server, path).header("Authorization", credentials).build())
                .statusCode();
    }

    private static String basic(String password) {
        byte[] pair = ("admin:" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Test
    @Order(8)
    void theBankIsWorkedByCommands() {
        Davebank.Result opened = network.run("account", "Grace Example", "--number", "33000001");
        assertThat(opened.output()).isEqualTo("33000001 is open for Grace Example\n");
        assertThat(opened.exitCode()).isZero();
        Davebank.Result paid =
                network.run("deposit", "33000001", "12.50", "--description", "wages");
        assertThat(paid.output()).startsWith("12.50 GBP into 33000001; balance 12.50 GBP\n");
        assertThat(paid.exitCode()).isZero();
        Davebank.Result refused = network.run("withdraw", "33000001", "12.51");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .isEqualTo(
                        "davebank: account 33000001 has a balance of 12.50 GBP, not enough for"
                                + " 12.51 GBP (insufficient_funds)\n");
        Davebank.Result taken = network.run("withdraw", "33000001", "2.25");
        assertThat(taken.output()).startsWith("2.25 GBP out of 33000001; balance 10.25 GBP\n");
        assertThat(network.run("balance", "33000001").output()).isEqualTo("10.25 GBP\n");
        Davebank.Result list = network.run("transactions", "33000001");
        assertThat(list.exitCode()).isZero();
        assertThat(list.output())
                .containsPattern("33000001 +withdrawal +2\\.25 GBP +10\\.25 GBP")
                .containsPattern("33000001 +deposit +12\\.50 GBP +12\\.50 GBP +wages")
                .doesNotContain("12.51");
        Davebank.Result unknown = network.run("balance", "33999999");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.output())
                .isEqualTo("davebank: there is no account 33999999 (account_not_found)\n");
    }

    @Test
    @Order(9)
    void daveBotFindsNothingWrong() {
        Davebank.Result bot = network.run("bot", "--seconds", "5");
        assertThat(bot.output()).contains("Verdict CORRECT: ");
        assertThat(bot.exitCode()).isZero();
    }

    @Test
    @Order(10)
    void theForeignFileIsImportedToThePennyAndOnlyOnce() throws Exception {
        ForeignFile file = ForeignFile.make(network.data(), "foreign");
        ForeignFile.Totals unmapped = file.unmapped();
        ForeignFile.Totals mapped = file.mapped();
        assertThat(file.rows()).isGreaterThan(20_000);
        assertThat(unmapped.rejected()).isGreaterThan(1);

        long startNs = System.nanoTime();
        JsonNode first = imports.imported(file.csv(), file.mapping());
        long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        System.out.println(file.rows() + " rows imported in " + tookMs + " ms");
        Imports.assertCounts(
                first, unmapped.created(), 0, unmapped.rejected(), unmapped.netMinor());
        assertThat(first.path("rows").asLong()).isEqualTo(file.rows());
        assertThat(first.path("accounts_created").asLong()).isEqualTo(unmapped.accounts());
        assertThat(imports.balancesByAlias("")).isEqualTo(unmapped.balances());
        imports.assertRejects(first, unmapped.rejected());

        JsonNode second = imports.imported(file.csv(), file.fullMapping());
        Imports.assertCounts(
                second,
                mapped.created() - unmapped.created(),
                unmapped.created(),
                mapped.rejected(),
                mapped.netMinor() - unmapped.netMinor());
        assertThat(imports.balancesByAlias("")).isEqualTo(mapped.balances());
        String alias =
                mapped.balances().keySet().stream()
                        .filter(each -> each.startsWith("U"))
                        .findFirst()
                        .orElseThrow();
        assertThat(network.get("/accounts/" + alias).path("balance_minor").asLong())
                .isEqualTo(mapped.balances().get(alias));

        JsonNode third = imports.imported(file.csv(), file.fullMapping());
        Imports.assertCounts(third, 0, mapped.created(), mapped.rejected(), 0);
        assertThat(imports.balancesByAlias("")).isEqualTo(mapped.balances());
        network.awaitVerdict("conserved");
    }

    @Test
    @Order(11)
    void anImportByCommandIsExactThoughTheSupernodeIsKilledInTheMiddle() throws Exception {
        ForeignFile file =
                ForeignFile.make(
                        network.data(),
                        "second",
                        "--seed",
                        "11",
                        "--prefix",
                        "N-",
                        "--rows",
                        "24000");
        ForeignFile.Totals totals = file.mapped();
        Path output = network.data().resolve("import.out");
        Process command =
                network.start(
                        output,
                        "import",
                        file.csv().toString(),
                        "--mapping",
                        file.fullMapping().toString(),
                        "--mode",
                        "history",
                        "--json");
        String supernode = network.get("/cluster").path("supernode").asString("");
        AtomicReference<JsonNode> running = new AtomicReference<>();
        network.await(
                "the first rows",
                () -> {
                    for (JsonNode job : network.get("/imports").path("items")) {
                        if (job.path("file_name").asString("").equals("second.csv")
                                && job.path("rows").asLong() > 0) {
                            running.set(job);
                        }
                    }
                    return running.get() != null;
                });
        network.process(supernode).destroyForcibly();
        assertThat(running.get().path("state").asString("")).isEqualTo("running");
        assertThat(running.get().path("rows").asLong()).isLessThan(file.rows());
        System.out.println(
                supernode + " killed after " + running.get().path("rows").asLong() + " rows");

        assertThat(command.waitFor(90, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output);
        assertThat(command.exitValue()).as(said).isEqualTo(3);
        JsonNode job = JsonMapper.shared().readTree(said.strip().lines().toList().getLast());
        assertThat(job.path("id")).isEqualTo(running.get().path("id"));
        Imports.assertCounts(job, totals.created(), 0, totals.rejected(), totals.netMinor());
        assertThat(imports.balancesByAlias("N-")).isEqualTo(totals.balances());
        network.awaitVerdict("conserved");

        revive(supernode);
        network.awaitWhole();
        assertThat(imports.balancesByAlias("N-")).isEqualTo(totals.balances());
    }

    @Test
    @Order(12)
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
                "a suspicion", () -> Set.of("suspect", "dead").contains(network.state("Worker2")));
        network.await("life", () -> network.state("Worker2").equals("alive"));
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs))
                .as("ms until it was back")
                .isGreaterThanOrEqualTo(TTL_S * 1_000L);
        network.await("no fault", () -> network.get("/cluster/faults").isEmpty());
        network.awaitWhole();
    }

    /** The first of the tests that need one starts it. */
    private static Browser browser() {
        if (browser == null) {
            browser = Browser.start();
        }
        return browser;
    }

    /** The status bar with the money chip on a page that is signed in at the last server. */
    private static Locator statusBar(Page page) {
        page.navigate(network.servers().getLast() + "/console/");
        page.getByLabel("User").fill("admin");
        page.locator("input[name=password]").fill(network.password());
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
        Locator bar =
                page.getByRole(
                        AriaRole.REGION,
                        new Page.GetByRoleOptions().setName("Status of the network"));
        assertThat(bar).containsText("Money conserved", patience(30_000));
        return bar;
    }

    private static ContainsTextOptions patience(int ms) {
        return new ContainsTextOptions().setTimeout(ms);
    }

    @Test
    @Order(13)
    void withoutAQuorumAuditAndMoneyChipSayUnknownAndOldNumbersAreCalledOld() throws Exception {
        network.awaitVerdict("conserved");
        JsonNode shard = shardWithTwoWorkers();
        List<String> victims = workers(shard).subList(0, 2);
        String account = accountIn(shard.path("shard").asInt());
        browser()
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
                                revive(victim);
                            }
                            network.awaitWhole();
                            assertThat(bar).containsText("Money conserved", patience(30_000));
                        });
        network.awaitVerdict("conserved");
    }

    private static void revive(String node) {
        HttpResponse<String> response =
                network.send("POST", "/cluster/nodes/" + node + "/revive", "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        network.await("life", () -> network.state(node).equals("alive"));
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

    @Test
    @Order(14)
    void anAlteredPostingOnOneReplicaIsFoundByAuditAndMoneyChipWithinFiveSeconds()
            throws Exception {
        JsonNode shard = network.get("/cluster/shards").get(0);
        String leader = shard.path("leader").asString("");
        String follower =
                shard.path("replicas")
                        .valueStream()
                        .map(each -> each.asString(""))
                        .filter(each -> !each.equals(leader))
                        .findFirst()
                        .orElseThrow();
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            browser()
                    .visit(
                            "bank-violated",
                            page -> {
                                Locator bar = statusBar(page);
                                HttpResponse<String> altered =
                                        network.send(
                                                "POST",
                                                "/cluster/nodes/" + follower + "/alter-posting",
                                                "{\"shard\":"
                                                        + shard.path("shard").asInt()
                                                        + ",\"delta_minor\":5}");
                                long startNs = System.nanoTime();
                                assertThat(altered.statusCode()).as(altered.body()).isEqualTo(204);
                                Future<Long> audit =
                                        other.submit(() -> {
                                            network.awaitVerdict("violated");
                                            return msSince(startNs);
                                        });
                                assertThat(bar)
                                        .containsText("Money VIOLATED", patience(AUDIT_MS_MAX));
                                long chipMs = msSince(startNs);
                                long auditMs = result(audit);
                                System.out.println(
                                        "violated by audit after "
                                                + auditMs
                                                + " ms, on the page after "
                                                + chipMs
                                                + " ms");
                                assertThat(chipMs).isLessThanOrEqualTo(AUDIT_MS_MAX);
                                assertThat(auditMs).isLessThanOrEqualTo(AUDIT_MS_MAX);
                            });
        }
        JsonNode report = network.get("/cluster/audit");
        assertThat(report.path("text").asString("")).contains(follower);
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
