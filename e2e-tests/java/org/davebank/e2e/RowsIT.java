package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Batches, the stream of events, the index and the fault commands on a network of real processes. */
@Timeout(120)
@ExtendWith(SharedNetwork.class)
class RowsIT {

    private static LocalNetwork network;

    @BeforeAll
    static void start() {
        network = SharedNetwork.network();
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
        try (EventStream events = new EventStream(server, null)) {
            Davebank.Result cut = network.run("fault", "isolate", "Worker2", "--ttl", "60");
            assertThat(cut.exitCode()).as(cut.output()).isZero();
            last = events.await("member-suspect", "Worker2");
            network.await(
                    "Worker2 to be dead for the others",
                    () -> !network.state("Worker2").equals("alive"));
            assertThat(network.run("fault", "list").output()).contains("Worker2");
        }
        assertThat(network.run("heal").exitCode()).isZero();
        try (EventStream resumed = new EventStream(server, last)) {
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
                .as("whoever is told of it lists it")
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
    void theSameBankInEveryFormatIsPostedOnceAndAnExportImportsAsNothingNew() throws IOException {
        Path data = Path.of(System.getProperty("davebank.home", ".")).resolve("data");
        JsonNode first = imported(data.resolve("bank.json.gz"));
        assertThat(first.path("created").asLong()).isEqualTo(22_000);
        assertThat(first.path("rejected").asLong()).isZero();
        for (String other : List.of("bank.xml.gz", "bank.ndjson.gz", "bank.zip")) {
            JsonNode again = imported(data.resolve(other));
            assertThat(again.path("created").asLong()).as(other).isZero();
            assertThat(again.path("duplicate").asLong()).as(other).isEqualTo(22_000);
            assertThat(again.path("rejected").asLong()).as(other).isZero();
        }
        for (String format : List.of("csv", "json", "xml", "camt053")) {
            Path out = network.data().resolve("transactions." + format);
            Davebank.Result written =
                    network.run("export", "transactions", "--format", format, "-o", out.toString());
            assertThat(written.exitCode()).as(written.output()).isZero();
            System.out.println(written.output().strip());
            JsonNode again = imported(out);
            assertThat(again.path("rows").asLong()).as(format).isGreaterThanOrEqualTo(20_000);
            assertThat(again.path("created").asLong()).as(format).isZero();
            assertThat(again.path("rejected").asLong()).as(format).isZero();
        }
        network.awaitVerdict("conserved");
    }

    private static Path file(String name, String... lines) throws IOException {
        return Files.writeString(network.data().resolve(name), String.join("\n", lines) + "\n");
    }

    /** Imports and looks at the counts: created, duplicates, rejected, balances that differ. */
    private static JsonNode job(Path file, List<Integer> counts, String... options) {
        List<String> command = new ArrayList<>(List.of("import", file.toString(), "--json"));
        command.addAll(List.of(options));
        Davebank.Result result = network.run(command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isEqualTo(counts.get(2) > 0 ? 3 : 0);
        JsonNode job = json(result.output().strip().lines().toList().getLast());
        List<Integer> seen =
                List.of("created", "duplicate", "rejected", "balance_mismatches").stream()
                        .map(name -> job.path(name).asInt(-1))
                        .toList();
        assertThat(seen).as(job.toString()).isEqualTo(counts);
        assertThat(job.path("rows").asInt())
                .isEqualTo(counts.get(0) + counts.get(1) + counts.get(2));
        return job;
    }

    @Test
    void balancesOfAFileAreCheckedAndArePostedOnlyWhenAsked() throws IOException {
        Path accounts =
                file(
                        "opening.csv",
                        "account_num,holder,currency,status,overdraft_limit,balance",
                        "44000001,Ada,GBP,ACTIVE,0.00,12.50",
                        "44000002,Bob,GBP,ACTIVE,20.00,-20.00",
                        "44000003,Cy,GBP,ACTIVE,0.00,-1.00",
                        "44000004,Di,GBP,FROZEN,0.00,");
        JsonNode first = job(accounts, List.of(2, 0, 2, 0), "--opening-balances");
        assertThat(first.path("net_minor").asInt()).isEqualTo(-750);
        assertThat(balanceMinor("44000001")).isEqualTo(1_250);
        JsonNode again = job(accounts, List.of(0, 2, 2, 0), "--opening-balances");
        assertThat(again.path("net_minor").asInt()).isZero();
        assertThat(balanceMinor("44000002")).isEqualTo(-2_000);

        Path rows =
                file(
                        "with-balances.csv",
                        "account_num,transaction_type,amount,balance,external_id",
                        "44000001,deposit,1.00,13.50,O-1",
                        "44000001,deposit,1.00,99.00,O-2");
        JsonNode checked = job(rows, List.of(2, 0, 0, 1));
        JsonNode warning = checked.path("warnings").get(0);
        assertThat(warning.path("line").asInt()).isEqualTo(3);
        assertThat(warning.path("code").asString("")).isEqualTo("balance_differs");
        job(rows, List.of(0, 2, 0, 1));
        job(accounts, List.of(1, 2, 1, 2));
        assertThat(balanceMinor("44000003")).as("never posted unasked").isZero();
    }

    @Test
    void aStatementOpensItsAccountWithItsBalanceAndIsPostedOnce() throws IOException {
        Path settings =
                file("statement.json", "{\"create_accounts\":true,\"opening_balances\":true}");
        String[] options = {"--mapping", settings.toString()};
        Path january = file("january.xml", statement("100.00", "75.00", "A-1", "A-2"));
        JsonNode first = job(january, List.of(2, 0, 1, 0), options);
        assertThat(first.path("accounts_created").asInt()).isEqualTo(1);
        JsonNode account = network.get("/accounts/XX44DAVE0001");
        assertThat(account.path("balance_minor").asInt()).isEqualTo(7_500);
        assertThat(account.path("currency").asString("")).isEqualTo("EUR");
        job(january, List.of(0, 2, 1, 0), options);
        Path march = file("march.xml", statement("60.00", "35.00", "A-3", "A-4"));
        job(march, List.of(2, 0, 1, 2), options);

        String number = account.path("account_num").asString("");
        Path out = network.data().resolve("one.camt053.xml");
        Davebank.Result written =
                network.run("export", "transactions", "--account", number, "-o", out.toString());
        assertThat(written.exitCode()).as(written.output()).isZero();
        assertThat(Files.readString(out))
                .contains("<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">50.00</Amt>");
        job(out, List.of(0, 5, 0, 0));
        String refused = "/exports/accounts?format=camt053";
        assertThat(network.send("GET", refused, null).statusCode()).isEqualTo(400);

        String path = "/accounts/" + number + "/statement";
        JsonNode whole = json(accepted(path, "*/*", 200).body());
        assertThat(whole.path("closing_balance").asDouble()).isEqualTo(50.0);
        assertThat(whole.path("entries").size()).isEqualTo(5);
        JsonNode later = json(accepted(path + "?from=2026-02-01", "*/*", 200).body());
        assertThat(later.path("opening_balance").asDouble()).isEqualTo(50.0);
        assertThat(later.path("entries").size()).isZero();
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assertThat(accepted(path, browser, 200).body()).contains("Closing balance", ">50.00<");
        assertThat(accepted(path, "text/csv", 200).body()).contains("closing_balance,");
        assertThat(accepted(path, "text/xml", 200).body()).contains("camt.053.001.08");
        assertThat(accepted(path, "image/png", 406).body()).contains("not_acceptable");
        assertThat(accepted("/accounts/44999999/statement", "*/*", 404).body())
                .contains("account_not_found");
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
        JsonNode index = json(accepted("/", "application/json", 200).body());
        assertThat(index.path("routes").findValuesAsString("path"))
                .contains("/accounts", "/transactions/batch", "/cluster/audit", "/imports/{id}")
                .doesNotContain("/error", "/accounts/");
        accepted("/", "text/html,*/*;q=0.8", 303);
    }

    private static HttpResponse<String> accepted(String path, String accept, int status)
            throws IOException {
        HttpResponse<String> answer =
                network.exchange(
                        network.request(network.servers().getFirst(), path)
                                .header("Authorization", "Bearer " + network.token())
                                .setHeader("Accept", accept)
                                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    private static String statement(String opening, String closing, String one, String other) {
        return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>"
                + "<Stmt><Id>S</Id><Acct><Id><IBAN>XX44DAVE0001</IBAN></Id><Ccy>EUR</Ccy></Acct>"
                + balance("OPBD", opening)
                + balance("CLBD", closing)
                + entry("5.00", "CRDT", "BOOK", one)
                + entry("1.00", "CRDT", "PDNG", "pending")
                + entry("30.00", "DBIT", "BOOK", other)
                + "</Stmt></BkToCstmrStmt></Document>";
    }

    private static String balance(String type, String amount) {
        return "<Bal><Tp><CdOrPrtry><Cd>"
                + type
                + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">"
                + amount
                + "</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>";
    }

    private static String entry(String amount, String direction, String status, String id) {
        return "<Ntry><Amt Ccy=\"EUR\">"
                + amount
                + "</Amt><CdtDbtInd>"
                + direction
                + "</CdtDbtInd><Sts>"
                + status
                + "</Sts><BookgDt><Dt>2026-01-31</Dt></BookgDt><AcctSvcrRef>"
                + id
                + "</AcctSvcrRef></Ntry>";
    }

    private static JsonNode imported(Path file) {
        long startNs = System.nanoTime();
        Davebank.Result result = network.run("import", file.toString(), "--json");
        assertThat(result.exitCode()).as(result.output()).isZero();
        JsonNode job = json(result.output().strip().lines().toList().getLast());
        System.out.printf(
                "%s: %d rows in %.1f s, with the start of the command%n",
                file.getFileName(), job.path("rows").asLong(), (System.nanoTime() - startNs) / 1e9);
        return job;
    }

    /** A stream of server-sent events, read line by line. */
    private static final class EventStream implements AutoCloseable {

        private final HttpClient client = HttpClient.newHttpClient();
        private final InputStream in;

        EventStream(String server, String last) throws IOException, InterruptedException {
            HttpRequest.Builder request =
                    network.request(server, "/events")
                            .header("Authorization", "Bearer " + network.token())
                            .setHeader("Accept", "text/event-stream");
            if (last != null) {
                request.header("Last-Event-ID", last);
            }
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            in = response.body();
        }

        /** Reads on to an event of this kind about this node; the answer is the event's id. */
        String await(String kind, String node) throws IOException {
            String id = "";
            String event = "";
            while (true) {
                String line = line();
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ") && event.equals(kind)) {
                    JsonNode data = json(line.substring(6));
                    assertThat(data.path("kind").asString("")).isEqualTo(kind);
                    if (data.path("text").asString("").contains(node)) {
                        return id;
                    }
                }
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            int next = in.read();
            while (next >= 0 && next != '\n') {
                line.append((char) next);
                next = in.read();
            }
            assertThat(next).as("the stream goes on").isNotNegative();
            return new String(
                    line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            in.close();
            client.shutdownNow();
        }
    }
}
