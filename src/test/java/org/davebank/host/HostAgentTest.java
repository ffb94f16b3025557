package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.davebank.base.Address;
import org.davebank.host.AgentReply.State;
import org.davebank.host.AgentRequest.Action;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The agent with children that are shell scripts in place of nodes: they only wait. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class HostAgentTest {

    private static final Duration LONG = Duration.ofSeconds(15);

    @TempDir Path data;

    private Secrets secrets;
    private Launch launch;
    private HostAgent agent;
    private AgentClient client;

    @BeforeEach
    void startAgent() throws IOException {
        Path script = data.resolve("node.sh");
        Files.writeString(script, "#!/bin/sh\nexec sleep 600\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        secrets = Secrets.loadOrMake(data);
        // The JVM's options become arguments that the script does not look at.
        launch = new Launch(script, List.of(), data.resolve("none"));
        agent = agent();
        client = new AgentClient(data, secrets, launch);
    }

    private HostAgent agent() throws IOException {
        return HostAgent.start(data, "127.0.0.1", 0, secrets, launch, false, List.of(), () -> {});
    }

    @AfterEach
    void stopAll() {
        agent.stopAll();
        agent.close();
    }

    private AgentReply ask(AgentRequest request) throws IOException {
        Address address = client.find();
        assertThat(address).isNotNull();
        return client.ask(address, request, LONG);
    }

    private AgentReply act(Action action, String name) throws IOException {
        return ask(new AgentRequest.Act(action, name));
    }

    /** Says what a node says when it is ready. */
    private void register(String name, NodeRole role, int port) throws IOException {
        AgentReply.Row row = await(name, r -> r.pid() != 0);
        Liveness process = Liveness.of(ProcessHandle.of(row.pid()).orElseThrow());
        int http = role == NodeRole.SERVER ? 8080 : 0;
        new NodeFile(name, role, "127.0.0.1", port, http, process, true, "node")
                .write(data.resolve(name));
        assertThat(ask(new AgentRequest.Registered(name)).done()).isTrue();
    }

    private AgentReply.Row row(String name) throws IOException {
        return ask(new AgentRequest.Listing()).nodes().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private AgentReply.Row await(String name, Predicate<AgentReply.Row> wanted) throws IOException {
        long endNs = System.nanoTime() + LONG.toNanos();
        AgentReply.Row row = row(name);
        while (!wanted.test(row) && System.nanoTime() < endNs) {
            row = row(name);
        }
        assertThat(wanted.test(row)).as("%s", row).isTrue();
        return row;
    }

    private void upOneServerAndOneWorker() throws IOException {
        AgentReply reply =
                ask(
                        new AgentRequest.Up(
                                1, 1, 4, 3, "GBP", "127.0.0.1", 5001, false, 8080, false, 120));
        assertThat(reply.done()).isTrue();
        register("SuperNode1", NodeRole.SERVER, 5001);
        register("Worker1", NodeRole.WORKER, 5002);
    }

    @Test
    void theNetworkIsReadyWhenAllNodesAreUpAndItTakesWrites() throws IOException {
        upOneServerAndOneWorker();
        assertThat(ask(new AgentRequest.Listing()).ready()).isFalse();
        ask(new AgentRequest.Writable("SuperNode1", true));
        assertThat(ask(new AgentRequest.Listing()).ready()).isTrue();
        assertThat(Files.readString(data.resolve("network.json")))
                .startsWith(
                        "{\"ready\":true,\"nodes\":[{\"name\":\"SuperNode1\",\"role\":\"server\"")
                .contains("\"port\":5001", "\"http\":8080", "\"state\":\"alive\"")
                .contains("\"console\":\"http://127.0.0.1:8080/console/\"");
    }

    @Test
    void aNetworkIsFoundedByOneRecordForAllItsServers() throws IOException {
        ask(new AgentRequest.Up(1, 2, 7, 3, "EUR", "127.0.0.1", 0, false, 0, false, 120));
        await("SuperNode1", row -> row.pid() != 0);
        var genesis = GenesisFile.read(data.resolve("SuperNode1"));
        assertThat(genesis).isNotNull();
        assertThat(genesis.shards()).isEqualTo(7);
        assertThat(genesis.currency()).isEqualTo("EUR");
        assertThat(genesis.nodesExpected()).isEqualTo(3);
        assertThat(genesis.voters()).singleElement().extracting("name").isEqualTo("SuperNode1");
        assertThat(GenesisFile.read(data.resolve("Worker1"))).isNull();
    }

    @Test
    void aProcessIsPausedResumedKilledAndRevived() throws IOException {
        upOneServerAndOneWorker();
        long pid = row("Worker1").pid();

        assertThat(act(Action.PAUSE, "Worker1").done()).isTrue();
        assertThat(Signals.isPaused(pid)).isTrue();
        assertThat(row("Worker1").state()).isEqualTo(State.PAUSED);
        assertThat(act(Action.REVIVE, "Worker1").text()).contains("resume");

        assertThat(act(Action.RESUME, "Worker1").done()).isTrue();
        assertThat(Signals.isPaused(pid)).isFalse();

        assertThat(act(Action.KILL, "Worker1").done()).isTrue();
        assertThat(row("Worker1").state()).isEqualTo(State.DEAD);
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(act(Action.KILL, "Worker1").done()).isFalse();

        assertThat(act(Action.REVIVE, "Worker1").done()).isTrue();
        assertThat(row("Worker1").pid()).isNotIn(0L, pid);
        register("Worker1", NodeRole.WORKER, 5002);
        assertThat(row("Worker1").state()).isEqualTo(State.ALIVE);
    }

    @Test
    void aPausedNodeCanBeStopped() throws IOException {
        upOneServerAndOneWorker();
        act(Action.PAUSE, "Worker1");
        assertThat(act(Action.STOP, "Worker1").done()).isTrue();
        assertThat(row("Worker1").state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aDeathIsNoticedWithoutAsking() throws IOException {
        upOneServerAndOneWorker();
        ProcessHandle.of(row("Worker1").pid()).orElseThrow().destroyForcibly();
        await("Worker1", row -> row.state() == State.DEAD);
        assertThat(Files.readString(data.resolve("network.json"))).contains("\"dead\"");
    }

    @Test
    void aNewAgentAdoptsLivingNodesAndCanReviveThem() throws IOException {
        upOneServerAndOneWorker();
        long pid = row("Worker1").pid();
        act(Action.PAUSE, "SuperNode1");
        Address before = agent.address();
        agent.close();

        agent = agent();
        assertThat(agent.address()).isEqualTo(before);
        assertThat(row("Worker1").pid()).isEqualTo(pid);
        assertThat(row("SuperNode1").state()).isEqualTo(State.PAUSED);
        assertThat(act(Action.KILL, "Worker1").done()).isTrue();
        assertThat(act(Action.REVIVE, "Worker1").done()).isTrue();
    }

    @Test
    void aFolderHasOneAgent() throws IOException {
        assertThat(agent()).isNull();
    }

    @Test
    void aFurtherWorkerHasTheNameThatTheAskerChoseUnlessANodeHereHasIt() throws IOException {
        upOneServerAndOneWorker();
        assertThat(ask(new AgentRequest.AddWorker("Worker5")).text()).isEqualTo("Worker5");
        AgentReply refused = ask(new AgentRequest.AddWorker("Worker1"));
        assertThat(refused.done()).isFalse();
        assertThat(refused.text()).contains("Worker1 already");
        assertThat(ask(new AgentRequest.AddWorker("")).text()).isEqualTo("Worker2");
    }

    @Test
    void theAgentOfAFurtherMachinePutsItsAddressIntoTheNamesThatItMakes(@TempDir Path other)
            throws IOException {
        List<Address> seeds = List.of(new Address("127.0.0.1", 1));
        Secrets secrets = Secrets.loadOrMake(other);
        HostAgent further =
                HostAgent.start(other, "127.0.0.1", 0, secrets, launch, false, seeds, () -> {});
        assertThat(further).isNotNull();
        try {
            for (String name : List.of("Worker1-127.0.0.1", "Worker2-127.0.0.1")) {
                assertThat(further.handle(new AgentRequest.AddWorker("")).text()).isEqualTo(name);
            }
        } finally {
            further.stopAll();
            further.close();
        }
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        upOneServerAndOneWorker();
        ask(new AgentRequest.AddWorker(""));
        List<Long> pids =
                ask(new AgentRequest.Listing()).nodes().stream().map(AgentReply.Row::pid).toList();
        assertThat(pids).hasSize(3).doesNotContain(0L);
        act(Action.PAUSE, "SuperNode1");
        agent.stopAll();
        for (long pid : pids) {
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }
        assertThat(data.resolve("host.json")).doesNotExist();
        assertThat(Files.readString(data.resolve("network.json")))
                .contains("\"ready\":false")
                .doesNotContain("alive", "starting");
    }

    @Test
    void aNodeThatDiesBeforeItReportsIsSaidWithItsLastWords() throws IOException {
        Files.writeString(
                data.resolve("node.sh"),
                "#!/bin/sh\necho starting\necho 'davebank: UDP port 5001 is in use'\nexit 1\n");
        ask(new AgentRequest.Up(1, 1, 4, 3, "GBP", "127.0.0.1", 5001, true, 8080, false, 120));
        await("SuperNode1", row -> row.state() == State.DEAD);
        await("Worker1", row -> row.state() == State.STOPPED);
        assertThat(ask(new AgentRequest.Listing()).problem())
                .isEqualTo("SuperNode1 did not start: UDP port 5001 is in use");
    }

    @Test
    void anotherKeyGetsNoAnswer() throws IOException {
        Path stranger = data.resolve("stranger");
        AgentClient other = new AgentClient(stranger, Secrets.loadOrMake(stranger), launch);
        Address address = client.find();
        assertThat(address).isNotNull();
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        other.ask(address, new AgentRequest.StopAll(), Duration.ofMillis(500)))
                .isInstanceOf(IOException.class);
        assertThat(ask(new AgentRequest.Listing()).done()).isTrue();
    }
}
