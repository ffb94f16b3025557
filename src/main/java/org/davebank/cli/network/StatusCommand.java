package org.davebank.cli.network;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.davebank.cli.command.ConnectionOptions;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Program;
import org.davebank.cli.command.TextTable;
import org.davebank.client.Problem;
import org.davebank.host.AgentReply;
import org.davebank.host.NodeRole;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows the network as a table: a server's view by gossip, or the agent's view of processes. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the network as a table.")
public final class StatusCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Option(names = "--json", description = "prints JSON")
    private boolean json;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() throws Exception {
        HttpResponse<String> response =
                connection.network().ask("GET", "/cluster", (String) null, TIMEOUT);
        if (response != null && response.statusCode() == 200) {
            System.out.println(json ? response.body() : table(response.body()));
            return 0;
        }
        if (response != null && response.statusCode() == 401) {
            throw new Failure(Problem.text(response.body(), 401));
        }
        if (connection.isRemote()) {
            throw new Failure("no server of the network answers");
        }
        String stranger = connection.network().stranger();
        AgentReply reply = RunningNetwork.find(connection.data.path(), Program.launch());
        if (reply == null) {
            throw new Failure(
                    stranger == null ? "no network runs on " + connection.data.path() : stranger);
        }
        if (stranger != null) {
            System.err.println("davebank: " + stranger);
        }
        printProcesses(reply);
        return 0;
    }

    /** Without a server there is no gossip to show, but there are processes. */
    private void printProcesses(AgentReply reply) throws IOException {
        if (json) {
            List<Object> nodes = new ArrayList<>();
            for (AgentReply.Row row : reply.nodes()) {
                nodes.add(
                        java.util.Map.of(
                                "name", row.name(),
                                "role", row.role().word(),
                                "address", row.host() + ":" + row.port(),
                                "pid", row.pid(),
                                "http", row.http(),
                                "state", row.state().word()));
            }
            System.out.println(
                    JsonMapper.shared()
                            .writeValueAsString(
                                    java.util.Map.of("served_by", "host agent", "nodes", nodes)));
            return;
        }
        System.out.println("No server answers; this is what the host agent knows of processes.");
        TextTable table = new TextTable("NODE", "ROLE", "STATE", "UDP", "HTTP", "PID");
        for (AgentReply.Row row : reply.nodes()) {
            table.row(
                    row.name(),
                    row.role().word(),
                    row.state().word(),
                    row.host() + ":" + row.port(),
                    row.role() == NodeRole.SERVER ? String.valueOf(row.http()) : "",
                    String.valueOf(row.pid()));
        }
        System.out.print(table);
    }

    private static String table(String body) {
        JsonNode cluster = JsonMapper.shared().readTree(body);
        StringBuilder out = new StringBuilder();
        TextTable nodes =
                new TextTable("NODE", "ROLE", "STATE", "UDP", "HTTP", "REPLICAS", "MEMORY");
        for (JsonNode node : cluster.path("nodes")) {
            boolean server = text(node, "role").equals("server");
            long resident = node.path("resident_bytes").asLong(0);
            nodes.row(
                    text(node, "name"),
                    node.path("supernode").asBoolean(false)
                            ? "supernode"
                            : server ? "server" : "worker",
                    state(node),
                    text(node, "address"),
                    text(node, "http"),
                    String.valueOf(node.path("replicas").size()),
                    resident == 0 ? "" : resident / (1 << 20) + " MB");
        }
        out.append(nodes).append('\n');
        TextTable shards =
                new TextTable("SHARD", "QUORUM", "SURVIVES", "LEADER", "REPLICAS", "COMMITTED");
        for (JsonNode shard : cluster.path("shards")) {
            List<String> voters = new ArrayList<>();
            StatusHealth.replicas(shard).forEach(voters::add);
            shard.path("learners").forEach(each -> voters.add("(" + each.asString("") + ")"));
            shards.row(
                    text(shard, "shard"),
                    shard.path("clock_skew").asBoolean(false)
                            ? "clock_skew"
                            : shard.path("quorum").asBoolean(false) ? "yes" : "NO",
                    text(shard, "failures_survived"),
                    text(shard, "leader"),
                    String.join(" ", voters),
                    text(shard, "commit_index"));
        }
        out.append(shards).append('\n');
        String supernode = text(cluster, "supernode");
        out.append("Supernode ").append(supernode.isEmpty() ? "none" : supernode);
        out.append(", term ").append(text(cluster, "term"));
        out.append("; seen by ").append(text(cluster, "served_by")).append(".\n");
        out.append(StatusHealth.sentence(cluster)).append('\n');
        String money = cluster.path("money").path("text").asString("");
        if (!money.isEmpty()) {
            out.append("Money: ").append(money).append('\n');
        }
        return out.toString().stripTrailing();
    }

    private static String state(JsonNode node) {
        String state = text(node, "state") + StatusHealth.ordered(node.path("ordered_fault"));
        long skewS = node.path("clock_skew_ms").asLong(0) / 1_000;
        return skewS == 0 ? state : state + " " + (skewS > 0 ? "+" : "") + skewS + " s";
    }

    private static String text(JsonNode node, String name) {
        @Nullable JsonNode value = node.get(name);
        return value == null || value.isNull() ? "" : value.asString();
    }
}
