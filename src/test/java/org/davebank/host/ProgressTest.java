package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.host.Progress.State;
import org.davebank.io.UdpNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for an agent that is slow, one that does nothing, and one that has died. */
@Timeout(120)
class ProgressTest {

    private static final Duration STALL = Duration.ofMillis(700);

    @TempDir Path data;

    private boolean alive = true;
    private long usedNs;
    private long nowNs;

    @Test
    void aProcessIsWaitedForWhileItUsesTheProcessorAndNoLonger() {
        Progress progress =
                new Progress(() -> alive, () -> usedNs, () -> nowNs, Duration.ofNanos(10));
        for (int i = 0; i < 100; i++) {
            nowNs += 9;
            usedNs++;
            assertThat(progress.look()).isEqualTo(State.ADVANCING);
        }
        nowNs += 9;
        assertThat(progress.look()).isEqualTo(State.ADVANCING);
        nowNs += 1;
        assertThat(progress.look()).isEqualTo(State.STALLED);
        usedNs++;
        assertThat(progress.look()).isEqualTo(State.ADVANCING);
        alive = false;
        assertThat(progress.look()).isEqualTo(State.ENDED);
    }

    private Path script(String body) throws IOException {
        Path script = data.resolve("agent.sh");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private AgentClient client(String body) throws IOException {
        Launch launch = new Launch(script(body), List.of(), data.resolve("none"));
        return new AgentClient(data, Secrets.loadOrMake(data), launch, STALL);
    }

    /** Written by this test in the name of the agent, whose script moves it into its place. */
    private void prepareAgentFile(Address address) throws IOException {
        new AgentFile(address, Liveness.ofThisProcess()).write(data);
        Files.move(data.resolve(AgentFile.FILE), data.resolve("later.json"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anAgentThatTakesLongerThanAnyClockAllowsIsWaitedFor() throws IOException {
        Address address = new Address("127.0.0.1", 27_001);
        prepareAgentFile(address);
        // Some seconds of work, several times as long as it may do nothing.
        AgentClient client =
                client(
                        "i=0; while [ $i -lt 1500000 ]; do i=$((i+1)); done\n"
                                + "mv '"
                                + data.resolve("later.json")
                                + "' '"
                                + data.resolve(AgentFile.FILE)
                                + "'; exec sleep 60");
        long startNs = System.nanoTime();
        assertThat(client.findOrStart("127.0.0.1")).isEqualTo(address);
        assertThat(System.nanoTime() - startNs).isGreaterThan(STALL.toNanos());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anAgentThatDoesNothingOrDiesIsNotWaitedFor() throws IOException {
        assertThatThrownBy(() -> client("exec sleep 600").findOrStart("127.0.0.1"))
                .hasMessageContaining("makes no progress while starting");
        long startNs = System.nanoTime();
        AgentClient patient =
                new AgentClient(
                        data,
                        Secrets.loadOrMake(data),
                        new Launch(script("exit 1"), List.of(), data.resolve("none")));
        assertThatThrownBy(() -> patient.findOrStart("127.0.0.1"))
                .hasMessageContaining("did not start");
        assertThat(System.nanoTime() - startNs).isLessThan(Progress.STALL.toNanos());
    }

    @Test
    void anAgentThatWorksOnARequestIsWaitedForAndAnsweredOnce() throws Exception {
        Secrets secrets = Secrets.loadOrMake(data);
        AgentClient client = client("exit 1");
        UdpNetwork network = UdpNetwork.bind("127.0.0.1", 0, secrets.transportKey());
        // Works for as long as several patiences; this process is the agent's.
        ControlSocket slow =
                new ControlSocket(
                        network,
                        request -> {
                            long endNs = System.nanoTime() + 3 * STALL.toNanos();
                            while (System.nanoTime() < endNs) {
                                Thread.onSpinWait();
                            }
                            return HostAgent.refused("at last");
                        });
        slow.start();
        try {
            new AgentFile(slow.address(), Liveness.ofThisProcess()).write(data);
            AgentReply reply = client.askPatiently(slow.address(), new AgentRequest.Listing());
            assertThat(reply.text()).isEqualTo("at last");
        } finally {
            slow.close();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRequestToAnAgentThatStandsStillOrIsKilledEnds() throws IOException {
        AgentClient client = client("exit 1");
        Address nobody;
        try (UdpNetwork network =
                UdpNetwork.bind("127.0.0.1", 0, Secrets.loadOrMake(data).transportKey())) {
            nobody = network.address();
        }
        Process idle = new ProcessBuilder("sleep", "600").start();
        new AgentFile(nobody, Liveness.of(idle.toHandle())).write(data);
        assertThatThrownBy(() -> client.askPatiently(nobody, new AgentRequest.Listing()))
                .hasMessageContaining("lives and does nothing");
        Process dying = new ProcessBuilder("sleep", "0.5").start();
        AgentClient patient =
                new AgentClient(
                        data,
                        Secrets.loadOrMake(data),
                        new Launch(script("exit 1"), List.of(), data.resolve("none")));
        new AgentFile(nobody, Liveness.of(dying.toHandle())).write(data);
        long startNs = System.nanoTime();
        assertThatThrownBy(() -> patient.askPatiently(nobody, new AgentRequest.Listing()))
                .hasMessageContaining("has ended");
        assertThat(System.nanoTime() - startNs).isLessThan(Progress.STALL.toNanos());
        idle.destroyForcibly();
    }
}
