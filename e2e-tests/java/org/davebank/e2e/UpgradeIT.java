package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/**
 * A network that another build has founded, whose nodes are restarted one at a time with this build
 * while people use it. {@code ./davebank test upgrade} makes the other build and runs this.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "davebank.other", matches = ".+")
class UpgradeIT {

    private static final String HOST = "127.0.0.1";
    private static final Pattern POSTED = Pattern.compile("([0-9,]+) posted,");

    private final LocalNetwork network = LocalNetwork.none();
    private final Path other = Path.of(System.getProperty("davebank.other"));

    /** The words after the program, by node, in the order of the first start. */
    private final Map<String, List<String>> nodes = new LinkedHashMap<>();

    private final Map<String, Process> running = new LinkedHashMap<>();
    private final Path bot = network.data().resolve("bot.out");

    @AfterEach
    void stopAll() {
        running.values().forEach(Process::destroyForcibly);
        network.close();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getByName(HOST))) {
            return udp.getLocalPort();
        }
    }

    private static int freeHttpPort() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return tcp.getLocalPort();
        }
    }

    private void plan() throws IOException {
        int first = freePort();
        String join = HOST + ":" + first;
        for (int i = 1; i <= 3; i++) {
            List<String> words = new ArrayList<>(List.of("server", HOST));
            words.addAll(List.of(Integer.toString(i == 1 ? first : freePort()), "SuperNode" + i));
            words.addAll(List.of("--http", Integer.toString(freeHttpPort())));
            if (i > 1) {
                words.addAll(List.of("--join", join));
            }
            nodes.put("SuperNode" + i, words);
        }
        for (int i = 1; i <= 3; i++) {
            nodes.put(
                    "Worker" + i,
                    List.of(
                            "client",
                            HOST,
                            Integer.toString(freePort()),
                            "Worker" + i,
                            "--join",
                            join));
        }
    }

    private void startOther(String name) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-jar", other.toString()));
        command.addAll(nodes.get(name));
        command.addAll(List.of("--data", network.data().toString()));
        Path output = network.data().resolve(name + "-other.out");
        running.put(
                name,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start());
    }

    private void startOurs(String name) {
        Path output = network.data().resolve(name + "-ours.out");
        running.put(name, network.start(output, nodes.get(name).toArray(String[]::new)));
    }

    private void awaitWhole() {
        network.await(
                "all nodes alive and three voters in each shard",
                () -> {
                    JsonNode cluster = network.get("/cluster");
                    int alive = 0;
                    for (JsonNode node : cluster.path("nodes")) {
                        alive += node.path("state").asString("").equals("alive") ? 1 : 0;
                    }
                    boolean whole = alive == nodes.size() && !cluster.path("shards").isEmpty();
                    for (JsonNode shard : cluster.path("shards")) {
                        whole &= shard.path("failures_survived").asInt(0) >= 1;
                    }
                    return whole;
                });
    }

    private long posted() {
        Matcher line = POSTED.matcher(contentOf(bot.toFile()));
        long posted = 0;
        while (line.find()) {
            posted = Long.parseLong(line.group(1).replace(",", ""));
        }
        return posted;
    }

    @Test
    void aNetworkIsUpgradedOneNodeAtATimeWhilePeopleUseIt() throws Exception {
        plan();
        startOther("SuperNode1");
        network.await("a founded network", () -> !network.servers().isEmpty());
        for (String name : List.copyOf(nodes.keySet()).subList(1, nodes.size())) {
            startOther(name);
        }
        awaitWhole();
        Process people = network.start(bot, "bot", "--rate", "50");
        network.await("traffic", () -> posted() > 0);

        List<String> order = new ArrayList<>(nodes.keySet()).reversed();
        long beganNs = System.nanoTime();
        for (int i = 0; i < order.size(); i++) {
            String name = order.get(i);
            Process old = running.get(name);
            if (i % 2 == 0) {
                old.destroy(); // A good-bye, as Ctrl-C says it.
            } else {
                old.destroyForcibly();
            }
            assertThat(old.waitFor(30, TimeUnit.SECONDS)).as(name + " ends").isTrue();
            startOurs(name);
            awaitWhole();
            long before = posted();
            network.await("traffic without " + name, () -> posted() > before);
            System.out.println(
                    name
                            + " runs this build after "
                            + (System.nanoTime() - beganNs) / 1_000_000_000
                            + " s, "
                            + posted()
                            + " posted so far");
        }
        assertThat(running.values()).allMatch(Process::isAlive);

        people.destroy();
        assertThat(people.waitFor(90, TimeUnit.SECONDS)).as("the bot ends").isTrue();
        String said = contentOf(bot.toFile());
        System.out.println(said.lines().filter(line -> line.startsWith("Verdict")).toList());
        assertThat(said).contains("Verdict CORRECT");
        network.awaitVerdict("conserved");
        assertThat(refusals()).as("what nodes refused of each other").isEmpty();
    }

    /** Messages that a node could not read: none is lost to an upgrade. */
    private List<String> refusals() throws IOException {
        List<String> refused = new ArrayList<>();
        for (String name : nodes.keySet()) {
            try (var files = Files.walk(network.data().resolve(name))) {
                for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                    if (!log.getFileName().toString().startsWith("journal-")) {
                        contentOf(log.toFile())
                                .lines()
                                .filter(line -> line.contains("a message of version"))
                                .forEach(refused::add);
                    }
                }
            }
        }
        return refused;
    }
}
