package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Every command of the guides, in the order in which a reader meets them, in one folder and on the
 * one network that the first guide starts and the second one stops.
 */
@Timeout(420)
@Order(1)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuidesIT {

    private static final Path HOME = Path.of(System.getProperty("davebank.home", "."));
    private static final long BLOCK_S_MAX = 150;

    /** Exported variables outlive their block, as they do in a terminal. */
    private static final String BEFORE =
            "set -a\n[ ! -f .variables ] || . ./.variables\nset -eo pipefail\n";

    private static final String AFTER = "\nexport -p >.variables\n";

    private static Path folder;
    private static LocalNetwork network;

    @BeforeAll
    static void prepare() throws IOException {
        Path networks = Browser.output().toAbsolutePath().resolve("networks");
        Files.createDirectories(networks);
        folder = Files.createTempDirectory(networks, "guides");
        Files.createSymbolicLink(
                folder.resolve("data"), HOME.toAbsolutePath().normalize().resolve("data"));
        Davebank.putLauncher(folder);
        network = LocalNetwork.in(folder.resolve(".davebank"));
    }

    @AfterAll
    static void stop() {
        network.close();
        List<ProcessHandle> left =
                ProcessHandle.allProcesses()
                        .filter(p -> p.info().commandLine().orElse("").contains(folder.toString()))
                        .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        assertThat(left).as("processes left behind").isEmpty();
    }

    @Test
    @Order(1)
    void theUserGuideWorksAsItStands() throws Exception {
        follow("user-guide.md", 15);
    }

    @Test
    @Order(2)
    void theOperatorGuideWorksAsItStands() throws Exception {
        follow("operator-guide.md", 5);
    }

    private static void follow(String guide, int blocksMin) throws Exception {
        List<GuideBlock> blocks =
                GuideBlock.of(HOME.resolve("docs").resolve(guide)).stream()
                        .filter(GuideBlock::run)
                        .toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(blocksMin);
        for (GuideBlock block : blocks) {
            long beganNs = System.nanoTime();
            run(block);
            System.out.printf("%s %.1f s%n", block.place(), (System.nanoTime() - beganNs) / 1e9);
        }
    }

    private static void run(GuideBlock block) throws Exception {
        Path output = folder.resolve("block.out");
        Process process =
                new ProcessBuilder("bash", "-c", BEFORE + here(block.commands()) + AFTER)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(BLOCK_S_MAX, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertThat(ended).as("%s has not ended:%n%s", block.place(), said).isTrue();
        assertThat(process.exitValue()).as("%s:%n%s", block.place(), said).isZero();
        assertThat(block.isShown(said))
                .as("%s shows%n%s%nbut this was said:%n%s", block.place(), block.output(), said)
                .isTrue();
    }

    /** The guides name the usual ports; this network lies on free ones. */
    private static String here(String commands) {
        if (!Files.exists(folder.resolve(".davebank").resolve("network.json"))) {
            return commands;
        }
        String port = "";
        for (JsonNode node : network.file().path("nodes")) {
            if (node.path("name").asString("").equals("SuperNode1")) {
                port = node.path("port").asString("");
            }
        }
        return commands.replace(
                        "localhost:8080", network.server("SuperNode1").replace("http://", ""))
                .replace("127.0.0.1:5001", "127.0.0.1:" + port)
                .replace("--target_port 5001", "--target_port " + port);
    }
}
