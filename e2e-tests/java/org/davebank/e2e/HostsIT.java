package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.davebank.e2e.Hosts.Answer;
import org.davebank.e2e.Hosts.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The operator guide's three machines, each with a network address of its own. */
@Timeout(300)
class HostsIT {

    private static final int ACCOUNTS = 8;

    /** Transactions that the bank has acknowledged, by id, with their account. */
    private final Map<String, String> acknowledged = new TreeMap<>();

    private int keys;

    @BeforeEach
    void skipWhereThereCannotBeHosts() {
        String obstacle = Hosts.obstacle();
        if (!obstacle.isEmpty()) {
            System.out.println("HostsIT is skipped, for there can be no hosts here: " + obstacle);
        }
        assumeTrue(obstacle.isEmpty(), obstacle);
    }

    @Test
    void threeHostsGoOnWithoutTheOneOfTheSupernodeAndTakeItBack() throws Exception {
        try (Hosts hosts = Hosts.of(3)) {
            found(hosts);
            List<String> accounts = openAccounts(hosts.get(2));
            hosts.all().forEach(host -> deposit(host, accounts));
            assertStatusFromAnotherHost(hosts);

            String supernode = supernode(hosts.get(2));
            Host cut = hosts.get(Integer.parseInt(supernode.substring("SuperNode".length())));
            List<Host> others = hosts.allBut(cut);
            cut.cutOff();
            long cutNs = System.nanoTime();
            for (Host other : others) {
                hosts.await("writes by " + other.address(), () -> deposit(other, accounts) == 0);
            }
            System.out.printf(
                    "writes by both other hosts %.1f s after the cut%n",
                    (System.nanoTime() - cutNs) / 1e9);
            for (Host other : others) {
                hosts.await("a death", () -> other.state(supernode).equals("dead"));
                assertThat(supernode(other)).isNotEqualTo(supernode);
            }
            List<String> refused = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            writeInVain(cut, accounts.subList(0, 2), refused, unknown);
            System.out.printf(
                    "on the host that is cut off: %d writes refused, %d unknown%n",
                    refused.size(), unknown.size());
            assertStaleReadsOnly(cut, accounts.getFirst());
            others.forEach(other -> deposit(other, accounts));

            cut.joinAgain();
            for (Host host : hosts.all()) {
                hosts.await("life", () -> host.state(supernode).equals("alive"));
            }
            hosts.await("no lag", () -> hasCaughtUp(cut.node(supernode)));
            hosts.await("writes by the one that is back", () -> deposit(cut, accounts) == 0);
            assertKept(hosts, accounts, refused, unknown);
            killAndRevive(hosts);
        }
    }

    /** Commands of the operator guide that no test can run on one machine: server, client, status. */
    private static List<List<String>> guided(String command) throws IOException {
        Path guide = Path.of(System.getProperty("davebank.home", "."), "docs", "operator-guide.md");
        return GuideBlock.of(guide).stream()
                .filter(block -> !block.run())
                .flatMap(block -> block.uses().stream())
                .filter(arguments -> arguments.getFirst().equals(command))
                .toList();
    }

    /** As the guide says: a founder, then two servers with its key, then workers. */
    private static void found(Hosts hosts) throws IOException {
        List<List<String>> servers = guided("server");
        List<List<String>> workers = guided("client");
        assertThat(servers).hasSize(3);
        assertThat(workers).hasSize(3);
        Host first = hosts.get(1);
        first.start(servers.getFirst());
        hosts.await("the founder", () -> isReady(first));
        for (int number = 2; number <= 3; number++) {
            Host host = hosts.get(number);
            copy(first.data(), "cluster.key", host);
            host.start(servers.get(number - 1));
        }
        hosts.await(
                "three servers",
                () ->
                        first.state("SuperNode2").equals("alive")
                                && first.state("SuperNode3").equals("alive"));
        for (int number = 1; number <= 3; number++) {
            hosts.get(number).start(workers.get(number - 1));
        }
        for (Host host : hosts.all()) {
            hosts.await("a whole network", () -> isReady(host) && isWhole(host));
        }
    }

    /** Over a channel that one trusts. */
    private static void copy(Path data, String secret, Host to) throws IOException {
        Files.copy(data.resolve(secret), to.home().resolve(secret));
    }

    private static void assertStatusFromAnotherHost(Hosts hosts) throws IOException {
        Host third = hosts.get(3);
        copy(hosts.get(1).data(), "admin.token", third);
        Davebank.Result status = third.run(guided("status").getFirst());
        assertThat(status.exitCode()).as(status.output()).isZero();
        assertThat(status.output())
                .contains("SuperNode3", "Worker3")
                .doesNotContain("Not fault-tolerant");
    }

    private static boolean isReady(Host host) {
        try {
            Path file = host.data().resolve("network.json");
            return Files.readString(file).contains("\"ready\":true");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isWhole(Host host) {
        JsonNode cluster = host.get("/cluster").json();
        JsonNode nodes = cluster.path("nodes");
        JsonNode shards = cluster.path("shards");
        return nodes.size() == 6
                && StreamSupport.stream(nodes.spliterator(), false)
                        .allMatch(node -> node.path("state").asString("").equals("alive"))
                && cluster.path("system_voters").asInt(0) == 3
                && cluster.path("fault_tolerant").asBoolean(false)
                && StreamSupport.stream(shards.spliterator(), false)
                        .allMatch(shard -> shard.path("fault_tolerant").asBoolean(false));
    }

    private static String supernode(Host host) {
        for (JsonNode node : host.get("/cluster").json().path("nodes")) {
            if (node.path("supernode").asBoolean(false)) {
                return node.path("name").asString();
            }
        }
        throw new AssertionError("no supernode is known on " + host.address());
    }

    private List<String> openAccounts(Host host) {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            Answer answer = host.post("/accounts", "{\"holder\":\"Holder " + i + "\"}", key());
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            accounts.add(answer.text("account_num"));
        }
        return accounts;
    }

    private String key() {
        return "hosts-" + keys++;
    }

    private static Answer deposit(Host host, String account, String key) {
        return host.post(
                "/transactions/",
                "{\"account_num\":\""
                        + account
                        + "\",\"transaction_type\":\"deposit\",\"amount\":1.00}",
                key);
    }

    /** 1.00 to each account; how many were not acknowledged. */
    private int deposit(Host host, List<String> accounts) {
        int missing = 0;
        for (String account : accounts) {
            Answer answer = deposit(host, account, key());
            if (answer.status() == 201) {
                acknowledged.put(answer.text("id"), account);
            } else {
                missing++;
            }
        }
        return missing;
    }

    /** A server without a majority never says that it has posted something. */
    private void writeInVain(
            Host cut, List<String> accounts, List<String> refused, List<String> unknown) {
        for (String account : accounts) {
            String key = account + "-in-vain";
            Answer answer = deposit(cut, account, key);
            if (answer.status() == 503) {
                assertThat(answer.text("code")).isEqualTo("no_quorum");
                assertThat(answer.text("outcome")).isEqualTo("rejected");
                refused.add(key);
            } else {
                assertThat(answer.status()).as(answer.body()).isEqualTo(504);
                assertThat(answer.text("code")).isEqualTo("outcome_unknown");
                assertThat(answer.text("outcome")).isEqualTo("unknown");
                unknown.add(key);
            }
        }
    }

    private static void assertStaleReadsOnly(Host cut, String account) {
        String path = "/accounts/" + account + "/balance";
        Answer strong = cut.get(path);
        assertThat(strong.status()).as(strong.body()).isEqualTo(503);
        Answer stale = cut.get(path + "?consistency=stale");
        assertThat(stale.status()).as(stale.body()).isEqualTo(200);
        assertThat(stale.head()).containsPattern("(?i)X-DaveBank-Staleness-Ms: [1-9]");
        // The three that were there before the cut, and none of what came after it.
        assertThat(stale.json().path("balance_minor").asLong(0)).isEqualTo(300);
    }

    private static boolean hasCaughtUp(JsonNode node) {
        JsonNode replicas = node.path("replicas");
        return !replicas.isEmpty()
                && StreamSupport.stream(replicas.spliterator(), false)
                        .allMatch(replica -> replica.path("lag").asLong(-1) == 0);
    }

    /** All that was acknowledged is on every host, nothing refused is, and the books are right. */
    private void assertKept(
            Hosts hosts, List<String> accounts, List<String> refused, List<String> unknown) {
        for (Host host : hosts.all()) {
            for (String id : acknowledged.keySet()) {
                assertThat(host.get("/transactions/" + id).status())
                        .as("acknowledged transaction %s at %s", id, host.address())
                        .isEqualTo(200);
            }
        }
        Host any = hosts.get(1);
        for (String key : refused) {
            assertThat(any.get("/transactions?idempotency_key=" + key).json().path("items"))
                    .as("what was surely refused under %s", key)
                    .isEmpty();
        }
        // The retry under the same key settles what nobody could know.
        for (String key : unknown) {
            String account = key.substring(0, 8);
            Answer answer = deposit(any, account, key);
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            acknowledged.put(answer.text("id"), account);
        }
        for (String account : accounts) {
            long count = acknowledged.values().stream().filter(account::equals).count();
            Answer answer = any.get("/accounts/" + account + "/balance");
            assertThat(answer.json().path("balance_minor").asLong(0)).isEqualTo(100 * count);
        }
        hosts.await(
                "an audit that says conserved",
                () -> any.get("/cluster/audit").text("verdict").equals("conserved"));
    }

    /** Of a node on another host: by the agent of that host. */
    private void killAndRevive(Hosts hosts) {
        Host first = hosts.get(1);
        for (String action : List.of("kill", "revive")) {
            Answer answer = first.post("/cluster/nodes/Worker3/" + action, "", key());
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            String wanted = action.equals("kill") ? "dead" : "alive";
            hosts.await(action, () -> first.state("Worker3").equals(wanted));
        }
    }
}
