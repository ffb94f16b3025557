package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.host.AgentReply.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A data folder that is copied, linked and renamed while its agent and a node run. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class CopiedFolderTest {

    private static final String NODE = "SuperNode1";
    private static final String SERVER = "http://127.0.0.1:8080";

    @TempDir Path folder;

    private Path data;
    private Path copy;
    private Secrets secrets;
    private Launch launch;
    private HostAgent agent;
    private Process node;

    @BeforeEach
    void start() throws IOException {
        data = folder.resolve("net");
        copy = folder.resolve("copy");
        secrets = Secrets.loadOrMake(data);
        launch = new Launch(Path.of("/bin/false"), List.of(), data.resolve("none"));
        node = new ProcessBuilder("sleep", "600").start();
        Files.createDirectories(data.resolve(NODE));
        Liveness process = Liveness.of(node.toHandle());
        new NodeFile(NODE, NodeRole.SERVER, "127.0.0.1", 5_001, 8_080, process, true, "node")
                .write(data.resolve(NODE));
        NodeProcesses.remember(data, "bot", node);
        agent = agent(data);
    }

    private HostAgent agent(Path of) throws IOException {
        return HostAgent.start(of, "127.0.0.1", 0, secrets, launch, false, List.of(), () -> {});
    }

    @AfterEach
    void stop() {
        agent.stopAll();
        agent.close();
        node.destroyForcibly();
    }

    private void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
        assertThat(process.waitFor()).isZero();
    }

    private Address find(Path of) {
        return new AgentClient(of, secrets, launch).find();
    }

    private void assertRunsNothing(Path of) throws IOException {
        assertThat(find(of)).isNull();
        assertThat(new AgentClient(of, secrets, launch).process()).isNull();
        assertThat(NetworkFile.servers(of)).isEmpty();
        assertThat(NodeProcesses.living(of)).isEmpty();
        assertThat(CopiedFolder.runningOriginal(of)).isEqualTo(data.toRealPath());
        assertThat(NodeProcesses.stopAll(of)).isZero();
        assertThat(node.isAlive()).isTrue();
    }

    private void assertRuns(Path of) throws IOException {
        assertThat(find(of)).isEqualTo(agent.address());
        assertThat(NetworkFile.servers(of)).containsExactly(SERVER);
        assertThat(NodeProcesses.living(of)).hasSize(1);
        assertThat(CopiedFolder.runningOriginal(of)).isNull();
    }

    @Test
    void aCopyOfARunningFolderRunsNothingAndKnowsItsOriginal() throws Exception {
        run("cp", "-a", "net", "copy");
        assertRunsNothing(copy);
        assertRuns(data);
    }

    @Test
    void aCopyThatIsMadeOfHardLinksIsACopyToo() throws Exception {
        if (new ProcessBuilder("cp", "-al", data.toString(), copy.toString()).start().waitFor()
                == 0) {
            assertRunsNothing(copy);
        }
        assertRuns(data);
    }

    @Test
    void aCopyOfWhoseOriginalOnlyTheNodesRunIsFoundOutAsWell() throws Exception {
        agent.stopAll(); // Has adopted the node, which ends with it.
        node = new ProcessBuilder("sleep", "600").start();
        Liveness process = Liveness.of(node.toHandle());
        new NodeFile(NODE, NodeRole.SERVER, "127.0.0.1", 5_001, 8_080, process, true, "node")
                .write(data.resolve(NODE));
        run("cp", "-a", "net", "copy");
        assertRunsNothing(copy);
    }

    @Test
    void anAgentOnACopyAdoptsNoProcessOfTheOriginal() throws Exception {
        run("cp", "-a", "net", "copy");
        HostAgent second = agent(copy);
        assertThat(second).isNotNull();
        try {
            AgentReply.Row row = second.handle(new AgentRequest.Listing()).nodes().getFirst();
            assertThat(row.state()).isEqualTo(State.STOPPED);
            assertThat(row.pid()).isZero();
            assertThat(row.port()).isEqualTo(5_001);
        } finally {
            second.stopAll();
            second.close();
        }
        assertThat(node.isAlive()).isTrue();
        assertRuns(data);
    }

    @Test
    void aFolderIsTheSameByEveryNameThatLeadsToIt() throws Exception {
        run("ln", "-s", "net", "link");
        assertRuns(folder.resolve("link"));
        assertRuns(data.resolve(NODE).resolve(".."));
        run("mv", "net", "renamed");
        assertRuns(folder.resolve("renamed"));
    }

    @Test
    void aCopyInThePlaceOfARenamedOriginalRunsNothing() throws Exception {
        run("mv", "net", "renamed");
        run("cp", "-a", "renamed", "net");
        assertThat(find(data)).isNull();
        assertThat(NetworkFile.servers(data)).isEmpty();
        assertThat(NodeProcesses.stopAll(data)).isZero();
        assertRuns(folder.resolve("renamed"));
    }

    @Test
    void aCopyOfAStoppedFolderIsNobodysCopyAnyMore() throws Exception {
        agent.stopAll();
        run("cp", "-a", "net", "copy");
        assertThat(CopiedFolder.runningOriginal(copy)).isNull();
        assertThat(NetworkFile.servers(copy)).isEmpty();
        run("mv", "net", "renamed");
        assertThat(NetworkFile.servers(folder.resolve("renamed"))).containsExactly(SERVER);
    }
}
