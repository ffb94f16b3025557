package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Data folders that are copied and put back, with real processes and real files. */
@Timeout(480)
class TwoLivesIT {

    private static final String[] SMALL = {"--servers", "3", "--workers", "1", "--shards", "2"};

    private static void copy(Path from, Path to) throws Exception {
        Process copying =
                new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
        assertThat(copying.waitFor()).isZero();
    }

    private static Davebank.Result up(LocalNetwork network) {
        return network.run(
                "up", "--detach", "--port", "0", "--http", "0", "--servers", "3", "--workers", "1");
    }

    private static void assertRefused(LocalNetwork second, LocalNetwork first) throws IOException {
        Davebank.Result result = up(second);
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        Pattern sentence =
                Pattern.compile(
                        Pattern.quote(second.data().toRealPath().toString())
                                + "/(\\S+) is a copy of "
                                + Pattern.quote(first.data().toRealPath().toString())
                                + "/\\1, which runs as \\1 at \\S+: stop that network first, or make a"
                                + " network of its own of the copy with ./davebank up --clone --data "
                                + Pattern.quote(second.data().toRealPath().toString()));
        assertThat(sentence.matcher(result.output()).results().count())
                .as(result.output())
                .isEqualTo(1);
    }

    @Test
    void aCopyAndItsOriginalNeverRunTogetherAndTheFirstServesOn() throws Exception {
        String[] withTraffic = Arrays.copyOf(SMALL, SMALL.length + 1);
        withTraffic[SMALL.length] = "--bot";
        try (LocalNetwork original = LocalNetwork.up(withTraffic)) {
            original.awaitWhole();
            assertThat(original.run("down").output()).contains("DaveBot: Verdict CORRECT: ");
            Path folder = original.data().resolveSibling(original.data().getFileName() + "-copy");
            copy(original.data(), folder);
            try (LocalNetwork copied = LocalNetwork.in(folder)) {
                for (boolean copyFirst : new boolean[] {false, true}) {
                    LocalNetwork first = copyFirst ? copied : original;
                    LocalNetwork second = copyFirst ? original : copied;
                    assertThat(up(first).exitCode()).isZero();
                    Path said = Files.createTempFile(first.data(), "bot", ".out");
                    Process bot = first.start(said, "bot", "--seconds", "40");
                    assertRefused(second, first);
                    assertThat(bot.waitFor(120, TimeUnit.SECONDS)).isTrue();
                    assertThat(Files.readString(said)).contains("Verdict CORRECT: ");
                    first.awaitWhole();
                    first.run("down");
                }
            }
        }
    }

    private static String memberId(LocalNetwork network, String name) {
        for (JsonNode node : network.get("/cluster").path("nodes")) {
            if (node.path("name").asString("").equals(name)
                    && node.path("state").asString("").equals("alive")) {
                return node.path("member_id").asString("");
            }
        }
        return "";
    }

    @Test
    void aWorkerWhoseFolderIsPutBackToAnOlderCopyBecomesANewMember() throws Exception {
        try (LocalNetwork network = LocalNetwork.up(SMALL)) {
            String worker = "Worker1";
            Path folder = network.data().resolve(worker);
            Path copy = Files.createTempDirectory(network.data(), "backup");
            copy(folder, copy.resolve("hot"));
            network.run("stop", worker);
            copy(folder, copy.resolve("stopped"));
            for (String each : new String[] {"stopped", "hot"}) {
                network.run("revive", worker);
                network.await("life", () -> !memberId(network, worker).isEmpty());
                String before = memberId(network, worker);
                network.process(worker).destroyForcibly();
                network.await("death", () -> memberId(network, worker).isEmpty());
                copy(folder, copy.resolve(each + "-newest"));
                assertThat(new ProcessBuilder("rm", "-r", folder.toString()).start().waitFor())
                        .isZero();
                copy(copy.resolve(each), folder);
                network.run("revive", worker);
                network.await(
                        "a new member in the place of " + worker,
                        () -> {
                            String now = memberId(network, worker);
                            return !now.isEmpty() && !now.equals(before);
                        });
                assertThat(Files.readString(folder.resolve("node.log")))
                        .contains("folder-set-aside")
                        .contains("is an older copy of what it was");
                assertThat(folder.resolve("set-aside-1")).isDirectory();
                network.run("stop", worker);
            }
        }
    }
}
