package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Batches, the stream of events, the index and the fault commands on a network of real processes. */
@Timeout(120)
@SampleNetwork.Used
class RowsIT {

    private static LocalNetwork network;

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static void open(String number, String... aliases) {
        List<String> quoted = new ArrayList<>();
        for (String alias : aliases) {
            quoted.add('"' + alias + '"');
        }
        HttpResponse<String> opened =
                network.send(
                        "POST",
                        "/accounts",
                        "{\"holder\":\"Ada Example\",\"number\":\""
                                + number
                                + "\",\"aliases\":["
                                + String.join(",", quoted)
                                + "]}");
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
    }

    private static String item(String account, String type, String amount) {
        return "{\"account_num\":\""
                + account
                + "\",\"transaction_type\":\""
                + type
                + "\",\"amount\":"
                + amount
                + "}";
    }

    private static HttpResponse<String> batch(int server, String key, String body)
            throws IOException {
        return network.send(
                network.servers().get(server), "POST", "/transactions/batch", body, key);
    }

    private static List<Integer> statuses(JsonNode answers) {
        return IntStream.range(0, answers.size())
                .mapToObj(i -> answers.get(i).path("status").asInt())
                .toList();
    }

    private static long balanceMinor(String account) {
        return network.get("/accounts/" + account + "/balance").path("balance_minor").asLong();
    }

    @Test
    void aBatchAnswersEachItemInItsPlaceAndKeepsTheOrderOfAnAccount() throws IOException {
        open("40000001");
        String body =
                "["
                        + String.join(
                                ",",
                                item("40000001", "withdrawal", "1.00"),
                                item("40000001", "deposit", "10.00"),
                                item("40000001", "withdrawal", "9.00"),
                                item("49999999", "deposit", "1.00"),
                                "{\"account_num\":\"40000001\",\"nonsense\":{\"deep\":[1]}}",
                                item("40000001", "deposit", "0.001"),
                                item("40000001", "withdrawal", "1.01"),
                                "null",
                                "[5]")
                        + "]";
        HttpResponse<String> first = batch(0, "batch-1", body);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(statuses(json(first.body())))
                .containsExactly(422, 201, 201, 404, 400, 422, 422, 400, 400);
        assertThat(json(first.body()).get(2).path("result").path("balance_after_minor").asLong())
                .isEqualTo(100);
        assertThat(json(first.body()).get(6).path("result").path("code").asString(""))
                .isEqualTo("insufficient_funds");
        assertThat(balanceMinor("40000001")).isEqualTo(100);

        JsonNode deposit = json(first.body()).get(1).path("result");
        JsonNode receipt =
                network.get("/transactions/" + deposit.path("id").asString("") + "/receipt");
        assertThat(receipt.path("index").asLong()).isEqualTo(deposit.path("index").asLong());
        assertThat(receipt.path("term").asLong()).isPositive();
        assertThat(receipt.path("on_disk").size()).as("a majority of three").isBetween(2, 3);
        assertThat(receipt.path("on_disk").size() + receipt.path("missing").size()).isEqualTo(3);

        HttpResponse<String> again = batch(1, "batch-1", body);
        assertThat(statuses(json(again.body()))).isEqualTo(statuses(json(first.body())));
        assertThat(json(again.body()).get(1).path("replayed").asBoolean()).isTrue();
        assertThat(balanceMinor("40000001")).as("posted once").isEqualTo(100);
    }

    @Test
    void anAtomicBatchIsPostedInAllShardsOrInNone() throws IOException {
        List<String> accounts =
                IntStream.range(43_000_000, 43_000_008).mapToObj(String::valueOf).toList();
        accounts.forEach(account -> open(account));
        List<String> items = new ArrayList<>();
        accounts.forEach(account -> items.add(item(account, "deposit", "1.00")));
        for (int i = 1; i < 8; i++) {
            items.add(
                    item(accounts.get(i - 1), "transfer", i + ".00")
                            .replace("}", ",\"to_account\":\"" + accounts.get(i) + "\"}"));
        }
        String all = "[" + String.join(",", items) + "]";
        HttpResponse<String> first = atomic(0, "atomic-1", all);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(json(first.body()).path("items").size()).isEqualTo(15);
        accounts.subList(0, 7).forEach(account -> assertThat(balanceMinor(account)).isZero());
        assertThat(balanceMinor(accounts.getLast())).isEqualTo(800);
        // A read of the account has booked what was on its way to it, so the item is found now.
        String last = json(first.body()).path("items").get(14).path("id").asString("");
        assertThat(network.get("/transactions/" + last).path("amount_minor").asLong())
                .isEqualTo(700);

        HttpResponse<String> again = atomic(1, "atomic-1", all);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(json(again.body())).isEqualTo(json(first.body()));

        items.add(item(accounts.getLast(), "withdrawal", "8.01"));
        String tooMuch = "[" + String.join(",", items.subList(8, 16)) + "]";
        HttpResponse<String> rejected = atomic(2, "atomic-2", tooMuch);
        assertThat(json(rejected.body()).path("code").asString("")).isEqualTo("insufficient_funds");
        assertThat(balanceMinor(accounts.getLast())).isEqualTo(800);
    }

    private static HttpResponse<String> atomic(int server, String key, String body)
            throws IOException {
        return network.send(
                network.servers().get(server),
                "POST",
                "/transactions/batch?atomic=true",
                body,
                key);
    }

    @Test
    void aBatchOfEightThousandLinesIsTakenAndOneMoreIsTooLarge() throws IOException {
        List<String> accounts =
                IntStream.range(41_000_000, 41_000_008).mapToObj(String::valueOf).toList();
        accounts.forEach(account -> open(account));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 8_000; i++) {
            lines.append(item(accounts.get(i % 8), "deposit", "0.01")).append('\n');
        }
        HttpResponse<String> answer = batch(2, "large", lines.toString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(statuses(json(answer.body()))).hasSize(8_000).containsOnly(201);
        accounts.forEach(account -> assertThat(balanceMinor(account)).isEqualTo(1_000));

        lines.append(item(accounts.get(0), "deposit", "0.01"));
        HttpResponse<String> larger = batch(2, "larger", lines.toString());
        assertThat(larger.statusCode()).isEqualTo(413);
        assertThat(balanceMinor(accounts.get(0))).isEqualTo(1_000);
    }

    @Test
    void anImportIsFoundWhereItWasGivenAtOnceAndAnEmptyFileEndsWithOneSentence() throws Exception {
        for (String server : network.servers()) {
            HttpResponse<String> given =
                    network.send(
                            server,
                            "POST",
                            "/imports",
                            "{\"account_num\":\"1\",\"transaction_type\":\"deposit\",\"amount\":1}",
                            "at once " + server);
            assertThat(given.statusCode()).as(given.body()).isEqualTo(202);
            String at = "/imports/" + json(given.body()).path("id").asString("");
            assertThat(network.send(server, "GET", at, null, null).statusCode())
                    .as(server + at)
                    .isEqualTo(200);
        }
        HttpResponse<String> asCurlCallsIt =
                network.exchange(
                        network.request(network.servers().getFirst(), "/imports?dry_run=true")
                                .header("Authorization", "Bearer " + network.token())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("account_num\n1\n"))
                                .build());
        assertThat(json(asCurlCallsIt.body()).path("bytes").asInt()).isEqualTo(14);
        Path empty = Files.createTempFile("empty", ".csv");
        Davebank.Result result = network.run("import", empty.toString());
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).contains("the file is empty");
        Files.delete(empty);
    }

    @Test
    void theIndexFollowsAnAliasToItsAccountAndSaysWhereNothingIs() {
        open("42000001", "GB33-INDEX-1", "http://example.org/42");
        assertThat(network.get("/accounts/http:%2F%2Fexample.org%2f42").path("account_num"))
                .isEqualTo(network.get("/accounts/42000001").path("account_num"));
        JsonNode account = network.get("/cluster/index?key=42000001");
        assertThat(account.path("exists").asBoolean()).isTrue();
        JsonNode place = account.path("places").get(0);
        assertThat(Long.parseUnsignedLong(place.path("hash").asString(""), 16) & 1_023)
                .isEqualTo(place.path("slot").asLong());
        assertThat(place.path("slot").asInt() % 4).isEqualTo(place.path("shard").asInt());
        assertThat(place.path("replicas").size()).isEqualTo(3);
        JsonNode posted =
                json(
                        network.send("POST", "/transactions", item("42000001", "deposit", "1.00"))
                                .body());
        assertThat(posted.path("shard")).isEqualTo(place.path("shard"));

        JsonNode alias = network.get("/cluster/index?key=GB33-INDEX-1");
        assertThat(alias.path("places").size()).isEqualTo(2);
        assertThat(alias.path("places").get(1)).isEqualTo(place);
        JsonNode transaction = network.get("/cluster/index?key=" + posted.path("id").asString(""));
        assertThat(transaction.path("places").get(0).path("shard")).isEqualTo(place.path("shard"));
        JsonNode nothing = network.get("/cluster/index?key=42000002");
        assertThat(nothing.path("exists").asBoolean(true)).isFalse();
        assertThat(nothing.path("places").size()).isEqualTo(1);
    }

    @Test
    void aFaultByCommandShowsInTheStreamOfEventsAndIsHealedByCommand() throws Exception {
        network.awaitWhole();
        String server = network.servers().getFirst();
        String last;
        try (EventStream events = new EventStream(network, server, null)) {
            Davebank.Result cut = network.run("fault", "isolate", "Worker2", "--ttl", "60");
            assertThat(cut.exitCode()).as(cut.output()).isZero();
            last = events.await("member-suspect", "Worker2");
            network.await(
                    "Worker2 to be dead for the others",
                    () -> !network.state("Worker2").equals("alive"));
            assertThat(network.run("fault", "list").output()).contains("Worker2");
        }
        assertThat(network.run("heal").exitCode()).isZero();
        try (EventStream resumed = new EventStream(network, server, last)) {
            resumed.await("member-alive", "Worker2");
        }
        network.awaitWhole();
        assertThat(network.run("fault", "list").output()).isEqualTo("No fault is active.\n");
    }

    @Test
    void aFaultOfARoleIsGivenToWhoeverHasItAndMovesWithItsId() {
        network.awaitWhole();
        String supernode = network.get("/cluster").path("supernode").asString("");
        String path = "/cluster/faults/mine";
        String late = "{\"kind\":\"delay\",\"target\":\"%s\",\"parameters\":{\"delay_ms\":5}}";
        HttpResponse<String> begun = network.send("PUT", path, late.formatted("supernode"));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        assertThat(json(begun.body()).path("target").asString("")).isEqualTo(supernode);
        assertThat(json(begun.body()).path("text").asString(""))
                .isEqualTo(supernode + "'s packets are late by 5 ms");
        assertThat(network.get("/cluster/faults").get(0).path("parameters"))
                .isEqualTo(json("{\"delay_ms\":5,\"jitter_ms\":0,\"direction\":\"both\"}"));
        assertThat(network.get(path).path("target").asString(""))
                .as("each server that has heard of it lists it")
                .isEqualTo(supernode);

        String leader = network.get("/cluster/shards").get(2).path("leader").asString("");
        begun = network.send("PUT", path, late.formatted("leader of shard 2"));
        assertThat(json(begun.body()).path("target").asString("")).isEqualTo(leader);
        network.await(
                "the fault with the leader alone",
                () ->
                        network.get("/cluster/faults").size() == 1
                                && network.get(path).path("target").asString("").equals(leader));
        assertThat(network.send("DELETE", path, null).statusCode()).isEqualTo(204);
        assertThat(network.send("GET", path, null).statusCode()).isEqualTo(404);
        assertThat(network.send("DELETE", path, null).statusCode()).isEqualTo(404);
    }

    @Test
    void staleReadsTellTheirAgeAndWaitForWhatTheCallerHasSeen() throws IOException {
        open("45000001");
        HttpResponse<String> posted =
                network.send("POST", "/transactions", item("45000001", "deposit", "1.00"));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        String index = posted.headers().firstValue("X-DaveBank-Index").orElseThrow();
        String id = json(posted.body()).path("id").asString("");
        for (String path :
                List.of(
                        "/accounts?q=45000001",
                        "/accounts/45000001",
                        "/accounts/45000001/balance",
                        "/transactions",
                        "/transactions/45000001",
                        "/transactions/" + id)) {
            for (String server : network.servers()) {
                HttpResponse<String> stale = stale(server, path, index);
                assertThat(stale.statusCode()).as(path + stale.body()).isEqualTo(200);
                assertThat(stale.headers().firstValue("X-DaveBank-Staleness-Ms"))
                        .as(path)
                        .hasValueSatisfying(ms -> assertThat(ms).matches("[0-9]+"));
                assertThat(stale.body()).as(path).contains("45000001");
            }
            HttpResponse<String> strong = network.send("GET", path, null);
            assertThat(strong.headers().firstValue("X-DaveBank-Staleness-Ms")).isEmpty();
        }
        String never = index.replaceFirst(":.*", ":999999999");
        HttpResponse<String> behind =
                stale(network.servers().getFirst(), "/accounts/45000001", never);
        assertThat(behind.statusCode()).as(behind.body()).isEqualTo(503);
        assertThat(behind.body()).contains("no_quorum", "rejected");
    }

    private static HttpResponse<String> stale(String server, String path, String index)
            throws IOException {
        return network.exchange(
                network.request(
                                server,
                                path + (path.contains("?") ? "&" : "?") + "consistency=stale")
                        .header("Authorization", "Bearer " + network.token())
                        .header("X-DaveBank-Min-Index", index)
                        .build());
    }

    @Test
    void theRootIsAnIndexForProgramsAndTheConsoleForBrowsers() throws IOException {
        JsonNode index = json(network.get("/", "application/json", 200).body());
        assertThat(index.path("routes").findValuesAsString("path"))
                .contains("/accounts", "/transactions/batch", "/cluster/audit", "/imports/{id}")
                .doesNotContain("/error", "/accounts/");
        network.get("/", "text/html,*/*;q=0.8", 303);
    }
}
