package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.davebank.e2e.Counter.json;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Wrong clocks, large imports and long searches, as people meet them by HTTP and by command. */
@Timeout(300)
@SampleNetwork.Used
class DrillsIT {

    private static final long YEARS_24_MS = 757_382_400_000L;
    private static final long HOUR_MS = 3_600_000L;
    private static final int ACCOUNTS = 20_000;
    private static final int VIEWERS = 8;
    private static final int SEARCHES = 5;
    private static final String ACCOUNT = "77001100";

    private static LocalNetwork network;

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
        new Counter(network).open(ACCOUNT);
    }

    private static HttpResponse<String> deposit() {
        return network.send("POST", "/transactions/", Hostile.deposit(ACCOUNT, "1.00", ""));
    }

    private static JsonNode shardOfTheAccount() {
        HttpResponse<String> posted = deposit();
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        int shard = json(posted).path("shard").asInt(-1);
        for (JsonNode each : network.get("/cluster/shards")) {
            if (each.path("shard").asInt() == shard) {
                return each;
            }
        }
        throw new AssertionError("no shard " + shard);
    }

    private static String leader(int shard) {
        for (JsonNode each : network.get("/cluster/shards")) {
            if (each.path("shard").asInt() == shard) {
                return each.path("leader").asString("");
            }
        }
        return "";
    }

    private static void setClock(String node, long jumpMs) {
        Davebank.Result result =
                network.run("fault", "clock", node, "--jump", Long.toString(jumpMs), "--ttl", "90");
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static void heal() {
        for (JsonNode fault : network.get("/cluster/faults")) {
            network.send("DELETE", "/cluster/faults/" + fault.path("id").asString(""), null);
        }
        network.await("no fault", () -> network.get("/cluster/faults").isEmpty());
    }

    private static boolean eventSays(String text) {
        return network.get("/cluster/events").toString().contains(text);
    }

    /** Gauges of clocks that are beyond an hour, by node, from every server that has any. */
    private static List<String> gauges() {
        List<String> wrong = new ArrayList<>();
        for (String server : network.servers()) {
            try {
                HttpRequest scrape =
                        network.request(server, "/actuator/prometheus")
                                .setHeader("Accept", "text/plain")
                                .header("Authorization", "Bearer " + network.token())
                                .build();
                network.exchange(scrape)
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("davebank_clock_skew_seconds{"))
                        .filter(line ->
                                Math.abs(Double.parseDouble(line.substring(line.indexOf('}') + 1)))
                                        >= 1_800)
                        .forEach(wrong::add);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return wrong;
    }

    @Test
    void aLeaderOf2050StampsNothingAndAnotherOneGoesOn() {
        JsonNode shard = shardOfTheAccount();
        int number = shard.path("shard").asInt();
        String before = shard.path("leader").asString("");
        List<String> posted = new ArrayList<>();
        setClock(before, YEARS_24_MS);
        network.await(
                "deposits through another leader",
                () -> {
                    HttpResponse<String> answer = deposit();
                    if (answer.statusCode() == 201) {
                        posted.add(json(answer).path("id").asString(""));
                    } else {
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                    }
                    String now = leader(number);
                    return answer.statusCode() == 201 && !now.isEmpty() && !now.equals(before);
                });
        Pattern state = Pattern.compile(before + " +\\S+ +clock_skew \\+757[0-9]{6} s");
        network.await(
                "the state of the node",
                () -> state.matcher(network.run("status").output()).find());
        assertThat(network.get("/cluster/nodes/" + before).path("clock_skew_ms").asLong())
                .isCloseTo(YEARS_24_MS, within(HOUR_MS));
        network.await(
                "an event", () -> eventSays("clock_skew: the clock of " + before + " is 24 years"));
        network.await(
                "the gauge",
                () -> gauges().stream().anyMatch(line -> line.contains('"' + before + '"')));
        HttpResponse<String> last = deposit();
        assertThat(last.statusCode()).as(last.body()).isEqualTo(201);
        posted.add(json(last).path("id").asString(""));
        Instant latest = Instant.now().plus(1, ChronoUnit.MINUTES);
        for (String id : posted) {
            String at = network.get("/transactions/" + id).path("committed_at").asString("");
            assertThat(Instant.parse(at)).isBefore(latest);
        }
        heal();
        network.await("no wrong clock", () -> gauges().isEmpty());
        network.awaitWhole();
    }

    @Test
    void whereNoClocksAgreeWritesAreRefusedUntilTheyAreRight() {
        JsonNode shard = shardOfTheAccount();
        long jump = -HOUR_MS;
        for (JsonNode replica : shard.path("replicas")) {
            if (jump != 0) {
                setClock(replica.asString(""), jump);
            }
            jump += HOUR_MS;
        }
        network.await(
                "a refusal for the clocks",
                () -> json(deposit()).path("code").asString("").equals("clock_skew"));
        HttpResponse<String> refused = deposit();
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        JsonNode problem = json(refused);
        assertThat(problem.path("code").asString("")).isEqualTo("clock_skew");
        assertThat(problem.path("outcome").asString("")).isEqualTo("rejected");
        assertThat(problem.path("retryable").asBoolean()).isTrue();
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        network.await(
                "the shard in the status",
                () ->
                        network.run("status")
                                .output()
                                .lines()
                                .anyMatch(line ->
                                        line.strip()
                                                .matches(
                                                        shard.path("shard").asInt()
                                                                + " +clock_skew .*")));
        heal();
        network.await("a deposit", () -> deposit().statusCode() == 201);
        network.awaitWhole();
    }

    private static JsonNode imported(String name, String rows, String mapping) throws IOException {
        Path csv = network.data().resolve(name + ".csv");
        Path json = network.data().resolve(name + ".json");
        Files.writeString(csv, rows, StandardCharsets.UTF_8);
        Files.writeString(json, mapping);
        return new Imports(network).imported(csv, json);
    }

    @Test
    void aThousandRowsWithTheLongestChineseDescriptionsAreAllImported() throws IOException {
        int rows = 1_000;
        StringBuilder csv = new StringBuilder("nr,account,kind,amount,text\n");
        for (int i = 0; i < rows; i++) {
            csv.append("cjk-").append(i).append(",CJK-").append(i % 7).append(",deposit,1.00,");
            csv.appendCodePoint(0x4e00 + i).append("銀".repeat(499)).append('\n');
        }
        JsonNode job =
                imported(
                        "cjk",
                        csv.toString(),
                        "{\"external_id\":\"nr\",\"account_num\":\"account\","
                                + "\"transaction_type\":\"kind\",\"amount\":\"amount\","
                                + "\"description\":\"text\",\"create_accounts\":true}");
        Imports.assertCounts(job, rows, 0, 0, rows * 100L);
        Map<String, Long> balances = new Imports(network).balancesByAlias("CJK-");
        assertThat(balances).hasSize(7);
        assertThat(balances.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(rows * 100L);
        String number = network.get("/accounts/CJK-0").path("account_num").asString("");
        JsonNode newest = network.get("/transactions/" + number + "?limit=1").path(0);
        assertThat(newest.path("description").asString("")).hasSize(500).endsWith("銀銀");
    }

    /** The term of each shard and of the system group. */
    private static Map<String, Long> terms() {
        Map<String, Long> terms = new TreeMap<>();
        JsonNode cluster = network.get("/cluster");
        terms.put("system", cluster.path("term").asLong());
        for (JsonNode shard : cluster.path("shards")) {
            terms.put(shard.path("shard").asString(""), shard.path("term").asLong());
        }
        return terms;
    }

    @Test
    void manySearchesWithoutAMatchAreAnsweredAndNobodyIsElected() throws Exception {
        StringBuilder csv = new StringBuilder("account,kind,amount\n");
        for (int i = 0; i < ACCOUNTS; i++) {
            csv.append("MANY-").append(i).append(",deposit,1.00\n");
        }
        JsonNode job =
                imported(
                        "many",
                        csv.toString(),
                        "{\"account_num\":\"account\",\"transaction_type\":\"kind\","
                                + "\"amount\":\"amount\",\"create_accounts\":true}");
        Imports.assertCounts(job, ACCOUNTS, 0, 0, ACCOUNTS * 100L);
        Map<String, Long> before = terms();
        Callable<Integer> viewer =
                () -> {
                    int found = 0;
                    for (int i = 0; i < SEARCHES; i++) {
                        found +=
                                network.get("/accounts?q=nobody-of-this-name").path("items").size();
                    }
                    return found;
                };
        try (ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < VIEWERS; i++) {
                all.add(viewers.submit(viewer));
            }
            do {
                HttpResponse<String> meanwhile = deposit();
                assertThat(meanwhile.statusCode()).as(meanwhile.body()).isEqualTo(201);
            } while (!all.stream().allMatch(Future::isDone));
            for (Future<Integer> each : all) {
                assertThat(each.get()).isZero();
            }
        }
        assertThat(terms()).isEqualTo(before);
    }
}
