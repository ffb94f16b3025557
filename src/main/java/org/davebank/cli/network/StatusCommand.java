package org.davebank.cli.network;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.NodeAnswer;
import org.davebank.api.network.ShardAnswer;
import org.davebank.cli.command.ConnectionOptions;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Program;
import org.davebank.cli.command.TextTable;
import org.davebank.client.Bodies;
import org.davebank.client.Problem;
import org.davebank.host.AgentReply;
import org.davebank.host.NodeRole;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
        ClusterAnswer cluster = Bodies.read(body, ClusterAnswer.class);
        StringBuilder out = new StringBuilder();
        TextTable nodes =
                new TextTable("NODE", "ROLE", "STATE", "UDP", "HTTP", "REPLICAS", "MEMORY");
        for (NodeAnswer node : cluster.nodes()) {
            long resident = node.residentBytes();
            nodes.row(
                    node.name(),
                    node.supernode()
                            ? "supernode"
                            : node.role().equals("server") ? "server" : "worker",
                    state(node),
                    node.address(),
                    orEmpty(node.http()),
                    String.valueOf(node.replicas().size()),
                    resident == 0 ? "" : resident / (1 << 20) + " MB");
        }
        out.append(nodes).append('\n');
        TextTable shards =
                new TextTable("SHARD", "QUORUM", "SURVIVES", "LEADER", "REPLICAS", "COMMITTED");
        for (ShardAnswer shard : cluster.shards()) {
            List<String> voters = StatusHealth.replicas(shard);
            shard.learners().forEach(each -> voters.add("(" + each + ")"));
            shards.row(
                    String.valueOf(shard.shard()),
                    shard.clockSkew() ? "clock_skew" : shard.quorum() ? "yes" : "NO",
                    String.valueOf(shard.failuresSurvived()),
                    orEmpty(shard.leader()),
                    String.join(" ", voters),
                    String.valueOf(shard.commitIndex()));
        }
        out.append(shards).append('\n');
        String supernode = cluster.supernode();
        out.append("Supernode ").append(supernode == null ? "none" : supernode);
        out.append(", term ").append(cluster.term());
        out.append("; seen by ").append(cluster.servedBy()).append(".\n");
        out.append(StatusHealth.sentence(cluster)).append('\n');
        String money = cluster.money().text();
        if (!money.isEmpty()) {
            out.append("Money: ").append(money).append('\n');
        }
        return out.toString().stripTrailing();
    }

    private static String state(NodeAnswer node) {
        String state = node.state() + StatusHealth.ordered(node.orderedFault());
        long skewS = node.clockSkewMs() / 1_000;
        return skewS == 0 ? state : state + " " + (skewS > 0 ? "+" : "") + skewS + " s";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
