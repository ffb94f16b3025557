package org.davebank.host;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.io.PrivateFiles;
import org.davebank.io.UdpNetwork;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Calls agents: that of its own data folder, which it starts if none is alive, and those of other
 * machines by address. Calls block until the work is done. Any thread.
 */
public final class AgentClient {

    /** Longer than an agent gives a node to stop. */
    public static final Duration TIMEOUT = Duration.ofSeconds(15);

    /**
     * How long to wait for another agent's file, after the one started here found it alive and
     * ended.
     */
    private static final Duration OTHER_TIMEOUT = Duration.ofSeconds(15);

    /** After this long the agent has lost the request, however busy it is. */
    private static final Duration PATIENCE_MAX = Duration.ofMinutes(10);

    private static final long REPEAT_NS = 300_000_000L;
    private static final long POLL_MS = 20;

    private final Path data;
    private final Secrets secrets;
    private final Launch launch;
    private final Duration stall;
    private final SecureRandom random = new SecureRandom();

    /** @param launch how to start an agent if none is alive */
    public AgentClient(Path data, Secrets secrets, Launch launch) {
        this(data, secrets, launch, Progress.STALL);
    }

    AgentClient(Path data, Secrets secrets, Launch launch, Duration stall) {
        this.data = data;
        this.secrets = secrets;
        this.launch = launch;
        this.stall = stall;
    }

    /** The address of the living agent of this data folder, or null. */
    public @Nullable Address find() {
        return find(data);
    }

    /** The process of the living agent of this data folder, or null. */
    public @Nullable ProcessHandle process() {
        AgentFile file = AgentFile.read(data);
        return file == null ? null : file.process().find().orElse(null);
    }

    static @Nullable Address find(Path data) {
        AgentFile file = AgentFile.read(data);
        return file != null && file.process().isAlive() ? file.address() : null;
    }

    /**
     * Returns the living agent of this data folder, or starts one. Waits for a new one while it
     * makes progress.
     *
     * @param host the address on which a new one listens: that of the nodes
     * @throws IOException as soon as it has ended or makes no progress
     */
    public Address findOrStart(String host) throws IOException {
        Address living = find();
        if (living != null) {
            return living;
        }
        Process started = startAgent(host);
        Progress progress = new Progress(started.toHandle(), stall);
        while (true) {
            living = find();
            if (living != null) {
                return living;
            }
            switch (progress.look()) {
                case ADVANCING -> pause();
                case STALLED -> {
                    started.destroyForcibly();
                    throw new IOException(
                            "the host agent makes no progress while starting; see " + output());
                }
                case ENDED -> {
                    // An agent that ended without an error has found another one alive.
                    return started.exitValue() == 0 ? awaitOther() : failedStart();
                }
            }
        }
    }

    private Address failedStart() throws IOException {
        throw new IOException("the host agent did not start; see " + output());
    }

    private Address awaitOther() throws IOException {
        long endNs = System.nanoTime() + OTHER_TIMEOUT.toNanos();
        while (System.nanoTime() < endNs) {
            Address living = find();
            if (living != null) {
                return living;
            }
            pause();
        }
        return failedStart();
    }

    private Path output() {
        return data.resolve("host.log");
    }

    private Process startAgent(String host) throws IOException {
        List<String> command = new ArrayList<>();
        // In a separate session, so that Ctrl-C in this terminal does not reach it.
        for (String setsid : new String[] {"/usr/bin/setsid", "/bin/setsid"}) {
            if (command.isEmpty() && Files.isExecutable(Path.of(setsid))) {
                command.add(setsid);
            }
        }
        command.addAll(launch.agent(List.of("agent", "--data", data.toString(), "--host", host)));
        PrivateFiles.makeFolder(data);
        return new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Supervised.NOTHING))
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
    }

    /** Asks the agent of this data folder; starts it if none is alive. */
    public AgentReply ask(AgentRequest request) throws IOException {
        return askPatiently(findOrStart("127.0.0.1"), request);
    }

    /**
     * Asks the agent of this data folder, and waits for its answer while its process makes
     * progress.
     *
     * @throws IOException as soon as the process has ended or makes no progress; the request may
     *     have been done
     */
    public AgentReply askPatiently(Address agent, AgentRequest request) throws IOException {
        ProcessHandle process = process();
        if (process == null) {
            throw new IOException("the host agent at " + agent + " has ended");
        }
        Progress progress = new Progress(process, stall);
        return ask(
                agent,
                request,
                PATIENCE_MAX,
                () -> {
                    switch (progress.look()) {
                        case ADVANCING -> {}
                        case STALLED ->
                                throw new IOException(
                                        "the host agent (process "
                                                + process.pid()
                                                + ") lives and does nothing; it does not answer");
                        case ENDED ->
                                throw new IOException(
                                        "the host agent (process " + process.pid() + ") has ended");
                    }
                });
    }

    /** Checks whether waiting still makes sense. */
    private interface Check {
        void look() throws IOException;
    }

    /**
     * Asks any agent.
     *
     * @throws IOException if no answer comes in time; the request may have been done
     */
    public AgentReply ask(Address agent, AgentRequest request, Duration timeout)
            throws IOException {
        return ask(agent, request, timeout, () -> {});
    }

    private AgentReply ask(Address agent, AgentRequest request, Duration timeout, Check check)
            throws IOException {
        try (Line line = new Line(agent)) {
            return line.ask(request, timeout, check);
        }
    }

    /** A line to an agent for repeated questions. */
    public Line line(Address agent) {
        return new Line(agent);
    }

    /**
     * Keeps a socket for questions to one agent, so that they shake hands only once. Closes it after a
     * question without an answer; the next one opens another. Not thread-safe.
     */
    public final class Line implements AutoCloseable {

        private final Address agent;
        private @Nullable UdpNetwork open;

        private Line(Address agent) {
            this.agent = agent;
        }

        /** @throws IOException if no answer comes in time; the request may have been done */
        public AgentReply ask(AgentRequest request, Duration timeout) throws IOException {
            return ask(request, timeout, () -> {});
        }

        private AgentReply ask(AgentRequest request, Duration timeout, Check check)
                throws IOException {
            try {
                return exchange(network(), request, timeout, check);
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        private UdpNetwork network() throws IOException {
            UdpNetwork network = open;
            if (network == null) {
                boolean local = InetAddress.getByName(agent.host()).isLoopbackAddress();
                String from = local ? agent.host() : "0.0.0.0";
                network = UdpNetwork.bind(from, 0, secrets.transportKey());
                open = network;
            }
            return network;
        }

        private AgentReply exchange(
                UdpNetwork network, AgentRequest request, Duration timeout, Check check)
                throws IOException {
            long id = random.nextLong();
            @Nullable AgentReply[] answer = new @Nullable AgentReply[1];
            network.receiver((sender, priority, message) -> {
                AgentReply reply = read(id, message);
                answer[0] = reply == null ? answer[0] : reply;
            });
            byte[] message = AgentRequest.encode(id, request);
            long endNs = System.nanoTime() + timeout.toNanos();
            long repeatNs = System.nanoTime();
            while (answer[0] == null) {
                long nowNs = System.nanoTime();
                if (nowNs >= endNs) {
                    throw new IOException("the host agent at " + agent + " does not answer");
                }
                if (nowNs >= repeatNs) {
                    check.look();
                    network.send(agent, Priority.CONTROL, message.clone());
                    repeatNs = nowNs + REPEAT_NS;
                }
                network.endTurn();
                network.await(Math.min(network.nextDeadlineNs(), Math.min(repeatNs, endNs)));
                network.receive(64);
            }
            network.endTurn();
            return answer[0];
        }

        @Override
        public void close() throws IOException {
            UdpNetwork network = open;
            open = null;
            if (network != null) {
                network.close();
            }
        }
    }

    static @Nullable AgentReply read(long id, byte[] message) {
        try {
            WireReader in = new WireReader(message);
            int version = in.u8();
            if (in.i64() == id) {
                return version == Wire.VERSION
                        ? AgentReply.decode(in)
                        : HostAgent.refused(Wire.otherVersion(version));
            }
        } catch (WireException e) {
            // Not ours: as good as no answer.
        }
        return null;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
