package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real processes: paused, killed, cut off from power, and started by hand. */
@Timeout(300)
@SampleNetwork.Used
class ProcessesIT {

    private static String state(LocalNetwork network, String name) {
        return node(network, name).path("state").asString("");
    }

    private static JsonNode node(LocalNetwork network, String name) {
        for (JsonNode node : network.get("/cluster").path("nodes")) {
            if (node.path("name").asString("").equals(name)) {
                return node;
            }
        }
        throw new AssertionError("no node " + name);
    }

    private static boolean allShards(LocalNetwork network, Predicate<JsonNode> wanted) {
        JsonNode shards = network.get("/cluster").path("shards");
        return !shards.isEmpty()
                && StreamSupport.stream(shards.spliterator(), false).allMatch(wanted);
    }

    private static void signal(String name, ProcessHandle process)
            throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                        .start()
                        .waitFor();
        assertThat(code).isZero();
    }

    private static List<String> openAccounts(LocalNetwork network, int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HttpResponse<String> response =
                    network.send("POST", "/accounts", "{\"holder\":\"Holder " + i + "\"}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
            numbers.add(
                    JsonMapper.shared().readTree(response.body()).path("account_num").asString());
        }
        return numbers;
    }

    /** Deposits 1.00 round robin and keeps the ids of those that were acknowledged. */
    private static List<String> deposit(LocalNetwork network, List<String> accounts, int count) {
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String account = accounts.get(i % accounts.size());
            HttpResponse<String> response =
                    network.send(
                            "POST",
                            "/transactions/",
                            "{\"account_num\":\""
                                    + account
                                    + "\",\"transaction_type\":\"deposit\",\"amount\":1.00}");
            if (response.statusCode() == 201) {
                acknowledged.add(
                        JsonMapper.shared().readTree(response.body()).path("id").asString());
            }
        }
        return acknowledged;
    }

    private static void assertAllThere(LocalNetwork network, List<String> transactions) {
        for (String id : transactions) {
            assertThat(network.send("GET", "/transactions/" + id, null).statusCode())
                    .as("acknowledged transaction %s", id)
                    .isEqualTo(200);
        }
    }

    @Test
    void aPausedProcessIsSuspectedByGossipAndAliveAgainWhenItGoesOn() throws Exception {
        LocalNetwork network = SampleNetwork.network();
        ProcessHandle worker = network.process("Worker1");
        signal("STOP", worker);
        network.await("a suspicion", () -> state(network, "Worker1").equals("suspect"));
        assertThat(network.run("status").output())
                .containsPattern("Worker1 +worker +(suspect|unreachable)");
        signal("CONT", worker);
        network.await("life", () -> state(network, "Worker1").equals("alive"));
    }

    @Test
    void whateverNodeIsKilledTheRestServesAndItComesBack() {
        LocalNetwork network = SampleNetwork.network();
        List<String> accounts = openAccounts(network, 8);
        List<String> acknowledged = new ArrayList<>();
        for (String victim :
                List.of("SuperNode1", "Worker1", "SuperNode2", "Worker2", "SuperNode3")) {
            acknowledged.addAll(deposit(network, accounts, 8));
            network.process(victim).destroyForcibly();
            network.await("writes", () -> deposit(network, accounts, 8).size() == 8);
            network.revive(victim);
            network.await("readiness", () -> network.file().path("ready").asBoolean(false));
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(32);
        assertAllThere(network, acknowledged);
        assertThat(network.get("/cluster/audit").path("verdict").asString(""))
                .isEqualTo("conserved");
    }

    @Test
    void whatWasAcknowledgedSurvivesAPowerCutOfAll() {
        LocalNetwork network = SampleNetwork.network();
        network.awaitWhole();
        List<String> acknowledged = deposit(network, openAccounts(network, 8), 200);
        assertThat(acknowledged).hasSize(200);
        List<ProcessHandle> all = new ArrayList<>();
        for (JsonNode node : network.file().path("nodes")) {
            ProcessHandle.of(node.path("pid").asLong(0)).ifPresent(all::add);
        }
        assertThat(all).hasSize(6);
        all.forEach(ProcessHandle::destroyForcibly);

        network.await(
                "the agent to notice",
                () -> {
                    JsonNode nodes = network.file().path("nodes");
                    return StreamSupport.stream(nodes.spliterator(), false)
                            .allMatch(node -> node.path("state").asString("").equals("dead"));
                });
        network.upAgain();
        assertAllThere(network, acknowledged);
        assertThat(network.get("/cluster/audit").path("verdict").asString(""))
                .isEqualTo("conserved");
    }

    @Test
    void aNetworkFoundedByHandGrowsToThreeVotersAndThreeReplicas() {
        try (LocalNetwork network = LocalNetwork.none()) {
            network.start("server", "127.0.0.1", "0", "SuperNode1", "--http", "0");
            network.await("the founder", () -> network.file().path("ready").asBoolean(false));
            List<String> accounts = openAccounts(network, 4);
            List<String> acknowledged = deposit(network, accounts, 20);
            assertThat(network.run("status").output()).contains("Not fault-tolerant: 1 of 3");

            JsonNode founder = network.file().path("nodes").get(0);
            String port = founder.path("port").asString();
            String address = "127.0.0.1:" + port;
            for (String name : List.of("SuperNode2", "SuperNode3")) {
                network.start("server", "127.0.0.1", "0", name, "--http", "0", "--join", address);
            }
            Path said = network.data().resolve("client1.out");
            network.start(
                    said,
                    "client",
                    "127.0.0.1",
                    "0",
                    "Client1",
                    "--target_host",
                    "127.0.0.1",
                    "--target_port",
                    port,
                    "--gui");
            network.start(
                    "client",
                    "127.0.0.1",
                    "0",
                    "Client2",
                    "--target_host",
                    "127.0.0.1",
                    "--target_port",
                    port);
            network.await(
                    "three voters",
                    () -> network.get("/cluster").path("system_voters").asInt(0) == 3);
            network.await(
                    "three replicas of each shard",
                    () -> allShards(network, shard -> shard.path("replicas").size() == 3));
            acknowledged.addAll(deposit(network, accounts, 20));
            assertThat(acknowledged).hasSize(40);
            assertShowsItself(network, said, "Client1");

            network.process("SuperNode1").destroyForcibly();
            network.await("writes", () -> deposit(network, accounts, 8).size() == 8);
            assertAllThere(network, acknowledged);
        }
    }

    /** {@code --gui} where there is no display: the link leads, signed in, to the node's own page. */
    private static void assertShowsItself(LocalNetwork network, Path said, String node) {
        network.await("the link", () -> contentOf(said.toFile()).contains("sign-in?link="));
        String link =
                contentOf(said.toFile())
                        .lines()
                        .filter(line -> line.contains("sign-in?link="))
                        .findFirst()
                        .orElseThrow()
                        .strip();
        try (Browser browser = Browser.start()) {
            browser.visit(
                    "gui",
                    page -> {
                        page.navigate(link);
                        PlaywrightAssertions.assertThat(
                                        page.getByRole(
                                                AriaRole.HEADING,
                                                new Page.GetByRoleOptions().setLevel(1)))
                                .hasText(node);
                        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.MAIN))
                                .containsText("Incarnation");
                    });
        }
    }

    @Test
    void aJoinerWithoutTheKeyEndsWithOneSentence() {
        try (LocalNetwork network = LocalNetwork.none()) {
            Davebank.Result result =
                    network.run("server", "127.0.0.1", "0", "S2", "--join", "127.0.0.1:5001");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output().strip().lines())
                    .singleElement()
                    .asString()
                    .contains("cluster.key");
        }
    }

    @Test
    void aJoinerUnderTheNameOfALivingNodeEndsWithOneSentence() {
        LocalNetwork network = SampleNetwork.network();
        try (LocalNetwork other = LocalNetwork.none()) {
            Davebank.Result result =
                    other.run(
                            "client",
                            "127.0.0.1",
                            "0",
                            "Worker2",
                            "--target_host",
                            "127.0.0.1",
                            "--target_port",
                            node(network, "SuperNode1").path("address").asString().split(":")[1],
                            "--key-file",
                            network.data().resolve("cluster.key").toString());
            assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
            assertThat(result.output().lines().filter(line -> line.startsWith("davebank: ")))
                    .singleElement()
                    .asString()
                    .contains("Worker2", node(network, "Worker2").path("address").asString());
            assertThat(state(network, "Worker2")).isEqualTo("alive");
            network.await(
                    "the end of the agent that it had started",
                    () -> !Files.exists(other.data().resolve("host.json")));
        }
    }

    @Test
    void aPortThatWasAskedForAndIsInUseIsNamed() throws IOException {
        try (LocalNetwork network = LocalNetwork.none();
                java.net.DatagramSocket taken =
                        new java.net.DatagramSocket(
                                new java.net.InetSocketAddress("127.0.0.1", 0))) {
            String port = String.valueOf(taken.getLocalPort());
            Davebank.Result result = network.run("up", "--detach", "--port", port, "--http", "0");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output()).contains("port " + port).contains("in use");
        }
    }
}
