package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Files of the largest size on real processes, also through loss, and the benches of files. */
@Timeout(300)
class LargeFilesIT {

    private static final Pattern SWALLOWED = Pattern.compile("swallowed (\\d+) packets");

    private static LocalNetwork network;
    private static Attachments attachments;

    @BeforeAll
    static void begin() {
        network = LocalNetwork.upForWork();
        attachments = Attachments.on(network, 2);
    }

    @AfterAll
    static void end() {
        network.close();
    }

    @Test
    void sixtyFourMebibytesGoUpAndComeBackFromEachServer() throws Exception {
        byte[] file = attachments.bytes(64 << 20);
        String sha256 = Attachments.sha256(file);
        attachments.attach(attachments.server(0), attachments.deposit(), "large.bin", file);
        for (int i = 0; i < 3; i++) {
            assertThat(
                            Attachments.sha256(
                                    attachments.download(attachments.server(i), sha256).body()))
                    .isEqualTo(sha256);
        }
    }

    /** Every packet of every link, heartbeats too, is lost with one chance in twenty. */
    @Test
    void sixtyFourMebibytesArriveIntactThroughLossWhileHeartbeatsKeepTheirTime() throws Exception {
        network.awaitWhole();
        String transaction = attachments.deposit();
        byte[] file = attachments.bytes(64 << 20);
        List<Long> terms = terms();
        List<String> lossy = new ArrayList<>(List.of("fault", "loss"));
        network.file().path("nodes").forEach(node -> lossy.add(node.path("name").asString()));
        lossy.addAll(List.of("--percent", "5", "--direction", "out", "--ttl", "120"));
        Set<JsonNode> earlier = events();
        Davebank.Result lost = network.run(lossy.toArray(String[]::new));
        assertThat(lost.exitCode()).as(lost.output()).isZero();
        network.await("all the faults", () -> network.get("/cluster/faults").size() == 6);

        long startNs = System.nanoTime();
        attachments.attach(attachments.server(0), transaction, "through-loss.bin", file);
        long upNs = System.nanoTime() - startNs;
        startNs = System.nanoTime();
        for (int i = 1; i < 3; i++) {
            assertThat(
                            Attachments.sha256(
                                    attachments
                                            .download(
                                                    attachments.server(i), Attachments.sha256(file))
                                            .body()))
                    .isEqualTo(Attachments.sha256(file));
        }
        long eachNs = (System.nanoTime() - startNs) / 2;
        assertThat(terms()).as("leaders have stayed").isEqualTo(terms);
        assertThat(kindsSince(earlier)).as("what happened").doesNotContain("member_dead");
        System.out.printf(
                "attachment of 64 MiB through 5 %% loss: up %.0f MB/s, from each server %.0f MB/s,"
                        + " %d suspicions, all refuted%n",
                speed(upNs),
                speed(eachNs),
                kindsSince(earlier).stream().filter("member_suspect"::equals).count());

        long before = swallowed();
        assertThat(network.run("heal").exitCode()).isZero();
        // Two copies of some 4,096 packets went through it, and some of what acknowledged them.
        network.await("the nodes to tell of lost packets", () -> swallowed() >= before + 200);
        network.await("no fault", () -> network.get("/cluster/faults").isEmpty());
        network.awaitWhole();
    }

    /** Of the system group and of each shard. */
    private static List<Long> terms() {
        JsonNode cluster = network.get("/cluster");
        List<Long> terms = new ArrayList<>(List.of(cluster.path("term").asLong()));
        cluster.path("shards").forEach(shard -> terms.add(shard.path("term").asLong()));
        return terms;
    }

    /** Packets that the logs of all nodes call lost to faults, each node by its last word. */
    private static long swallowed() {
        long packets = 0;
        for (JsonNode node : network.file().path("nodes")) {
            Path log = network.data().resolve(node.path("name").asString()).resolve("node.log");
            long last = 0;
            Matcher word = SWALLOWED.matcher(contentOf(log.toFile()));
            while (word.find()) {
                last = Long.parseLong(word.group(1));
            }
            packets += last;
        }
        return packets;
    }

    private static Set<JsonNode> events() {
        Set<JsonNode> events = new HashSet<>();
        network.get("/cluster/events").forEach(events::add);
        return events;
    }

    private static List<String> kindsSince(Set<JsonNode> earlier) {
        Set<JsonNode> since = events();
        since.removeAll(earlier);
        return since.stream().map(event -> event.path("kind").asString()).toList();
    }

    private static double speed(long elapsedNs) {
        return (64 << 20) / 1e6 / (elapsedNs / 1e9);
    }

    @Test
    void theBenchesOfFilesAndRowsGiveAFigureForEachWayInAndOut() {
        JsonNode files = bench("files", "--mib", "2", "--rounds", "1");
        assertThat(files.findValuesAsString("what"))
                .startsWith("up", "down, from the server that took it");
        JsonNode rows = bench("rows", "--rows", "50", "--rounds", "1");
        assertThat(rows.findValuesAsString("what"))
                .hasSize(14)
                .contains("import xml, created", "import csv, duplicate")
                .contains("export ndjson, transactions", "export json, accounts");
        for (JsonNode each : rows) {
            assertThat(each.path("median").asDouble()).as(each.toString()).isPositive();
        }
    }

    private static JsonNode bench(String what, String... options) {
        List<String> command = new ArrayList<>(List.of("bench", what, "--json"));
        command.addAll(List.of(options));
        Davebank.Result ended = network.run(command.toArray(String[]::new));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return Attachments.json(
                ended.output().lines().toList().getLast()); // Behind the lines of progress.
    }
}
