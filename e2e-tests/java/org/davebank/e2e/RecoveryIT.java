package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node that stays dead: what is said beforehand is what happens, while the bank goes on. */
@Timeout(240)
@SmallNetwork.Used
class RecoveryIT {

    @Test
    void whatADeadNodeHeldIsRebuiltWhereThePlanSaid() {
        LocalNetwork network = SmallNetwork.network();
        network.await(
                "fault tolerance",
                () -> network.get("/cluster").path("fault_tolerant").asBoolean());
        List<String> accounts = openAccounts(network, 6);
        network.await("deposits", () -> deposits(network, accounts) == accounts.size());
        String victim = workerWithReplicas(network);
        Map<Integer, List<String>> expected = replicas(network);
        JsonNode plan = network.get("/cluster/nodes/" + victim + "/recovery");
        assertThat(plan.path("after_s").asInt()).isEqualTo(SmallNetwork.REBUILD_AFTER_S);
        assertThat(plan.path("shards")).isNotEmpty();
        for (JsonNode shard : plan.path("shards")) {
            List<String> holders = expected.get(shard.path("shard").asInt());
            String target = shard.path("rebuilt_on").asString();
            assertThat(holders).contains(victim).doesNotContain(target);
            holders.remove(victim);
            holders.add(target);
            holders.sort(null);
        }
        Davebank.Result said = network.run("recovery", victim);
        assertThat(said.output()).contains("If " + victim + " (now alive) stays dead for 4 s");

        network.process(victim).destroyForcibly();
        int[] deposited = {0};
        network.await(
                "all replicas rebuilt as announced",
                () -> {
                    deposited[0] += deposits(network, accounts);
                    return replicas(network).equals(expected) && learners(network) == 0;
                });
        assertThat(deposited[0]).isPositive();
        assertThat(texts(network)).anyMatch(text -> text.contains("in place of " + victim));
        network.await(
                "fault tolerance, for the new replicas answer",
                () -> network.get("/cluster").path("fault_tolerant").asBoolean());
        network.awaitVerdict("conserved");

        network.act("revive", victim);
        network.await(
                "no replica left on " + victim + " that its shard does not name",
                () -> network.state(victim).equals("alive") && settled(network, victim));
        assertThat(replicas(network)).isEqualTo(expected);
        assertThat(deposits(network, accounts)).isEqualTo(accounts.size());
        network.awaitVerdict("conserved");
    }

    private static List<String> openAccounts(LocalNetwork network, int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HttpResponse<String> response =
                    network.send("POST", "/accounts", "{\"holder\":\"Saver " + i + "\"}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
            numbers.add(
                    JsonMapper.shared().readTree(response.body()).path("account_num").asString());
        }
        return numbers;
    }

    /** One deposit to each account; how many were acknowledged. */
    private static int deposits(LocalNetwork network, List<String> accounts) {
        int done = 0;
        for (String account : accounts) {
            String body =
                    "{\"account_num\":\""
                            + account
                            + "\",\"transaction_type\":\"deposit\",\"amount\":2.00}";
            done += network.send("POST", "/transactions/", body).statusCode() == 201 ? 1 : 0;
        }
        return done;
    }

    private static String workerWithReplicas(LocalNetwork network) {
        for (List<String> holders : replicas(network).values()) {
            for (String holder : holders) {
                if (holder.startsWith("Worker")) {
                    return holder;
                }
            }
        }
        throw new AssertionError("no worker holds a replica");
    }

    /** Voters by shard, sorted. */
    private static Map<Integer, List<String>> replicas(LocalNetwork network) {
        Map<Integer, List<String>> replicas = new TreeMap<>();
        for (JsonNode shard : network.get("/cluster").path("shards")) {
            TreeSet<String> voters = new TreeSet<>();
            shard.path("replicas").forEach(each -> voters.add(each.asString()));
            replicas.put(shard.path("shard").asInt(), new ArrayList<>(voters));
        }
        return replicas;
    }

    private static int learners(LocalNetwork network) {
        int learners = 0;
        for (JsonNode shard : network.get("/cluster").path("shards")) {
            learners += shard.path("learners").size();
        }
        return learners;
    }

    private static List<String> texts(LocalNetwork network) {
        List<String> texts = new ArrayList<>();
        network.get("/cluster/events").forEach(each -> texts.add(each.path("text").asString()));
        return texts;
    }

    /** Whether the node reports, and every replica on it is named by its shard. */
    private static boolean settled(LocalNetwork network, String name) {
        JsonNode node = network.get("/cluster/nodes/" + name);
        boolean settled = node.path("report_age_ms").asLong(-1) >= 0;
        settled &= node.path("report_age_ms").asLong() < 2_000;
        for (JsonNode replica : node.path("replicas")) {
            if (!replica.path("shard").isNull()) {
                settled &= replicas(network).get(replica.path("shard").asInt()).contains(name);
            }
        }
        return settled;
    }
}
