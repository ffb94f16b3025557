package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Copies of a data folder while the original runs. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CloneIT {

    private static final String[] SIZE = {"--servers", "1", "--workers", "2", "--shards", "2"};
    private static final int ACCOUNTS = 4;

    private static LocalNetwork network;
    private static final List<String> accounts = new ArrayList<>();
    private static String sha256;

    @BeforeAll
    static void start() throws IOException {
        network = LocalNetwork.up(SIZE);
        for (int i = 0; i < ACCOUNTS; i++) {
            HttpResponse<String> opened =
                    network.send("POST", "/accounts", "{\"holder\":\"Saver " + i + "\"}");
            assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
            accounts.add(json(opened.body()).path("account_num").asString());
            deposit(network, accounts.getLast(), "before-" + i);
        }
        JsonNode posted = deposit(network, accounts.getFirst(), "with a file");
        Path file = Files.createTempFile("receipt", ".txt");
        Files.writeString(file, "a receipt");
        Davebank.Result attached =
                network.run("attach", posted.path("id").asString(), file.toString(), "--json");
        Files.delete(file);
        assertThat(attached.exitCode()).as(attached.output()).isZero();
        sha256 = json(attached.output()).path("sha256").asString();
    }

    @AfterAll
    static void stop() {
        network.close();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static JsonNode deposit(LocalNetwork to, String account, String key)
            throws IOException {
        String body =
                "{\"account_num\":\""
                        + account
                        + "\",\"transaction_type\":\"deposit\",\"amount\":10.00}";
        HttpResponse<String> posted =
                to.send(to.servers().getFirst(), "POST", "/transactions/", body, key);
        assertThat(posted.statusCode()).as(posted.body()).isIn(200, 201);
        return json(posted.body());
    }

    /** A copy as a person makes it, under a name that no other folder begins with. */
    private static LocalNetwork copy(LocalNetwork of) throws Exception {
        Path name = Files.createTempDirectory(of.data().getParent(), "copy");
        Files.delete(name);
        Copies.make(of.data(), name);
        return LocalNetwork.in(name);
    }

    private static Map<String, String> balances(LocalNetwork of) {
        Map<String, String> balances = new TreeMap<>();
        for (JsonNode account : of.get("/accounts?limit=1000").path("items")) {
            balances.put(
                    account.path("account_num").asString(), account.path("balance").toString());
        }
        return balances;
    }

    private static List<Long> transactions(LocalNetwork of) {
        of.awaitVerdict("conserved");
        List<Long> transactions = new ArrayList<>();
        for (JsonNode shard : of.get("/cluster/audit").path("shards")) {
            transactions.add(shard.path("transactions").asLong(-1));
        }
        return transactions;
    }

    private static TreeSet<Long> processes(LocalNetwork of) {
        TreeSet<Long> processes = new TreeSet<>();
        for (JsonNode node : of.file().path("nodes")) {
            assertThat(node.path("state").asString()).isEqualTo("alive");
            processes.add(node.path("pid").asLong());
        }
        return processes;
    }

    @Test
    @Order(1)
    void onACopyOfARunningFolderNothingRunsAndNothingReachesTheOriginal() throws Exception {
        TreeSet<Long> before = processes(network);
        Map<String, String> balances = balances(network);
        LocalNetwork copy = copy(network);
        String account = accounts.getFirst();
        for (String[] command :
                List.of(
                        new String[] {"status"},
                        new String[] {"token"},
                        new String[] {"open"},
                        new String[] {"down"},
                        new String[] {"balance", account},
                        new String[] {"deposit", account, "1.00"},
                        new String[] {"kill", "Worker1"},
                        new String[] {"fault", "isolate", "Worker1"})) {
            Davebank.Result refused = copy.run(command);
            assertThat(refused.output().strip())
                    .as(String.join(" ", command))
                    .startsWith("davebank: nothing runs on " + copy.data() + ": it is a copy of ")
                    .contains(network.data().toRealPath() + ", whose network runs; ")
                    .hasLineCount(1);
            assertThat(refused.exitCode()).isEqualTo(1);
        }
        assertThat(processes(network)).isEqualTo(before);
        assertThat(balances(network)).isEqualTo(balances);

        Path link = network.data().resolveSibling("link-" + network.data().getFileName());
        Files.createSymbolicLink(link, network.data());
        Davebank.Result balance = LocalNetwork.in(link).run("balance", account);
        Files.delete(link);
        assertThat(balance.output()).contains("20.00");
    }

    @Test
    @Order(2)
    void aCloneOfAStoppedNetworkRunsBesideItAndBothTakeWrites() throws Exception {
        assertThat(network.run("down").exitCode()).isZero();
        LocalNetwork clone = copy(network);
        network.upAgain(SIZE);
        assertThat(clone.run("status").output())
                .contains("is a copy of " + network.data().toRealPath());

        String[] cloning = {"--clone", "--servers", "1", "--workers", "2", "--shards", "2"};
        clone.upAgain(cloning);
        try {
            assertThat(clone.token()).isNotEqualTo(network.token());
            assertThat(clone.password()).isNotEqualTo(network.password());
            Map<String, String> balances = balances(network);
            assertThat(balances).hasSizeGreaterThanOrEqualTo(ACCOUNTS);
            assertThat(balances(clone)).isEqualTo(balances);
            assertThat(transactions(clone)).isEqualTo(transactions(network));
            HttpResponse<String> file = clone.send("GET", "/attachments/" + sha256, null);
            assertThat(file.body()).isEqualTo("a receipt");

            String account = accounts.getLast();
            JsonNode again = deposit(clone, account, "before-" + (ACCOUNTS - 1));
            assertThat(again.path("id"))
                    .isEqualTo(deposit(network, account, "before-" + (ACCOUNTS - 1)).path("id"));
            deposit(clone, account, "after");
            deposit(clone, account, "after too");
            deposit(network, account, "after");
            assertThat(clone.run("balance", account).output()).contains("30.00");
            assertThat(network.run("balance", account).output()).contains("20.00");
            clone.awaitVerdict("conserved");
            network.awaitVerdict("conserved");
            for (JsonNode node : network.get("/cluster").path("nodes")) {
                assertThat(node.path("state").asString()).isEqualTo("alive");
            }
        } finally {
            TreeSet<Long> original = processes(network);
            clone.close();
            assertThat(processes(network)).isEqualTo(original);
        }
        assertThat(network.get("/cluster").path("nodes")).hasSize(3);
        deposit(network, accounts.getFirst(), "still there");
    }
}
