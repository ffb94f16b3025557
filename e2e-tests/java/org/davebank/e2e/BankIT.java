package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.Counter.assertProblem;
import static org.davebank.e2e.Counter.isReplayed;
import static org.davebank.e2e.Counter.json;
import static org.davebank.e2e.Counter.lasting;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** The bank over HTTP and by commands. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SampleNetwork.Used
class BankIT {

    private static LocalNetwork network;
    private static Counter counter;

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
        counter = new Counter(network);
        counter.open(Hostile.ACCOUNT);
    }

    @Test
    @Order(1)
    void aRetryAtAnotherServerIsAnsweredAsTheFirstTryWas() throws IOException {
        counter.open("30000001");
        HttpResponse<String> first = counter.post(0, "once", "30000001", "deposit", "12.34");
        HttpResponse<String> again = counter.post(1, "once", "30000001", "deposit", "12.34");
        HttpResponse<String> written = counter.post(2, "once", "30000001", "deposit", "12.340");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(isReplayed(first)).isFalse();
        for (HttpResponse<String> retry : List.of(again, written)) {
            assertThat(retry.statusCode()).as(retry.body()).isEqualTo(201);
            assertThat(lasting(retry)).isEqualTo(lasting(first));
            assertThat(isReplayed(retry)).isTrue();
            assertThat(retry.headers().firstValue("Location"))
                    .isEqualTo(first.headers().firstValue("Location"));
        }
        assertThat(counter.balanceMinor("30000001")).isEqualTo(1_234);

        HttpResponse<String> other = counter.post(1, "once", "30000001", "deposit", "12.35");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("code").asString("")).isEqualTo("idempotency_key_reused");
        assertThat(counter.balanceMinor("30000001")).isEqualTo(1_234);

        counter.open("30000002");
        HttpResponse<String> elsewhere = counter.post(1, "once", "30000002", "deposit", "12.35");
        assertThat(elsewhere.statusCode()).as("a key belongs to its account").isEqualTo(201);
        assertThat(isReplayed(elsewhere)).isFalse();
    }

    @Test
    @Order(2)
    void aRefusedWithdrawalStaysRefusedWhenMoneyHasComeMeanwhile() throws IOException {
        counter.open("30000003");
        HttpResponse<String> first = counter.post(0, "poor", "30000003", "withdrawal", "5.00");
        assertThat(first.statusCode()).isEqualTo(422);
        assertThat(json(first).path("code").asString("")).isEqualTo("insufficient_funds");
        assertThat(counter.post(0, "rich", "30000003", "deposit", "50.00").statusCode())
                .isEqualTo(201);

        HttpResponse<String> again = counter.post(1, "poor", "30000003", "withdrawal", "5.00");
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(isReplayed(again)).isTrue();
        ObjectNode answer = (ObjectNode) lasting(again);
        assertThat(answer.remove("replayed_from").asString("")).startsWith("20");
        assertThat(answer).isEqualTo(lasting(first));
        assertThat(counter.balanceMinor("30000003")).isEqualTo(5_000);
        assertThat(counter.post(1, "now", "30000003", "withdrawal", "5.00").statusCode())
                .isEqualTo(201);
        assertThat(counter.balanceMinor("30000003")).isEqualTo(4_500);
    }

    @Test
    @Order(3)
    void oneKeyAtAllServersAtOnceMakesOneTransaction() throws Exception {
        counter.open("30000004");
        List<HttpResponse<String>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int server = i;
                calls.add(() -> counter.post(server, "together", "30000004", "deposit", "7.00"));
            }
            for (Future<HttpResponse<String>> each : callers.invokeAll(calls)) {
                answers.add(each.get());
            }
        }
        assertThat(answers).allSatisfy(each -> assertThat(each.statusCode()).isEqualTo(201));
        assertThat(answers).extracting(Counter::lasting).containsOnly(lasting(answers.getFirst()));
        assertThat(answers).filteredOn(each -> !isReplayed(each)).hasSize(1);
        assertThat(counter.balanceMinor("30000004")).isEqualTo(700);
        assertThat(network.get("/transactions/30000004").size()).isEqualTo(1);
    }

    @Test
    @Order(3)
    void anAliasThatManyAccountsWantGoesToOneAndOnceRemovedToAnother() throws Exception {
        List<String> accounts = List.of("30000011", "30000012", "30000013", "30000014");
        accounts.forEach(counter::open);
        List<HttpResponse<String>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < accounts.size(); i++) {
                int server = i;
                calls.add(() ->
                        counter.aliases(server, "wanted", accounts.get(server), "\"IBAN 1\""));
            }
            for (Future<HttpResponse<String>> each : callers.invokeAll(calls)) {
                answers.add(each.get());
            }
        }
        assertThat(answers).filteredOn(each -> each.statusCode() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(each -> each.statusCode() != 200)
                .allSatisfy(each -> assertProblem(each, "alias_taken"));
        String winner = network.get("/accounts/IBAN%201").path("account_num").asString("");
        int loser = accounts.indexOf(winner) == 0 ? 1 : 0;
        assertThat(answers.get(accounts.indexOf(winner)).statusCode()).isEqualTo(200);

        assertThat(counter.aliases(1, "removed", winner, "").statusCode()).isEqualTo(200);
        HttpResponse<String> again =
                counter.aliases(2, "wanted", accounts.get(loser), "\"IBAN 1\"");
        assertThat(again.statusCode()).as("a retry is refused as before").isEqualTo(409);
        assertThat(isReplayed(again)).isTrue();
        HttpResponse<String> taken =
                counter.aliases(2, "another", accounts.get(loser), "\"IBAN 1\"");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(network.get("/accounts/IBAN%201").path("account_num").asString(""))
                .isEqualTo(accounts.get(loser));
        HttpResponse<String> first = counter.aliases(0, "wanted", winner, "\"IBAN 1\"");
        assertThat(first.statusCode()).as("a retry is answered as before").isEqualTo(200);
        assertThat(isReplayed(first)).isTrue();
    }

    @Test
    @Order(4)
    void aTransferMovesMoneyInsideAShardAndBetweenShards() throws IOException {
        Map<Integer, List<String>> byShard = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            String number = String.valueOf(31_000_000 + i);
            counter.open(number);
            HttpResponse<String> paid = counter.post(i, "pay", number, "deposit", "10.00");
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
        assertThat(counter.balanceMinor(from)).isEqualTo(750);
        assertThat(counter.balanceMinor(together.get(1))).isEqualTo(1_250);

        HttpResponse<String> between = transfer(from, far, "2.50");
        assertThat(between.statusCode()).as(between.body()).isEqualTo(201);
        assertThat(counter.balanceMinor(from)).isEqualTo(500);
        assertThat(counter.balanceMinor(far)).isEqualTo(1_250);
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

    @ParameterizedTest
    @CsvSource({
        "POST, /transactions/, true, 413",
        "POST, /transactions/batch, true, 413",
        "POST, /accounts, true, 413",
        "PUT, /cluster/faults, true, 413",
        "PUT, /cluster/faults, false, 401",
    })
    @Order(5)
    void aBodyOfTwoGigabytesIsRefusedBeforeItComes(
            String method, String path, boolean known, int status) throws IOException {
        String head =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: bank\r\nContent-Length: 2147483648\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\n"
                        + (known ? "Authorization: Bearer " + network.token() + "\r\n" : "")
                        + "\r\n";
        URI server = URI.create(network.servers().getFirst());
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 " + status);
        }
    }

    @Test
    @Order(5)
    void aBodyWithoutAnAnnouncedEndIsRefusedOnceItIsTooLarge() throws IOException {
        byte[] body = new byte[100_000]; // The client calls it chunked: it does not know its end.
        HttpResponse<String> response =
                network.exchange(
                        network.request(network.servers().getFirst(), "/transactions/")
                                .header("Authorization", "Bearer " + network.token())
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(body)))
                                .build());
        assertThat(response.statusCode()).isEqualTo(413);
        assertProblem(response, "too_large");
    }

    @Test
    @Order(6)
    void afterAllThoseRequestsNothingIsPostedAndTheNetworkIsWhole() throws IOException {
        assertThat(counter.balanceMinor(Hostile.ACCOUNT)).isZero();
        assertThat(network.get("/transactions/" + Hostile.ACCOUNT).size()).isZero();
        assertThat(counter.post(0, "after", Hostile.ACCOUNT, "deposit", "1.00").statusCode())
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
        assertThat(bot.output())
                .contains("Verdict CORRECT: ")
                .contains("Order of the logs OK: ")
                .contains("Windows of calls OK: ");
        assertThat(bot.exitCode()).isZero();
    }
}
