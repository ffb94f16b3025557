package org.davebank.process;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.davebank.base.Address;
import org.davebank.host.AgentClient;
import org.davebank.host.GenesisFile;
import org.davebank.host.NodeRole;
import org.davebank.host.Secrets;
import org.davebank.io.FolderLock;
import org.davebank.io.MemberClaim;
import org.davebank.io.NodeLog;
import org.davebank.io.NodeLoop;
import org.davebank.io.UdpNetwork;
import org.davebank.membership.MembershipSettings;
import org.davebank.node.journal.Genesis;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.node.settings.ScanSettings;
import org.davebank.node.wire.NodeRefused;
import org.davebank.raft.RaftSettings;
import org.davebank.storage.JournalSettings;
import org.jspecify.annotations.Nullable;

/**
 * One node as a process: its folder, secrets, loop with faults around its socket, log, and reports
 * to the host agent. The web side of a server is started around it, see {@link ServerApplication}.
 */
public final class NodeProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    public static final int JOURNAL_SEGMENT_BYTES = 4 << 20;

    /** The exit code of a process that has failed. */
    private static final int EXIT_FAILURE = 1;

    private final NodeStart start;
    private final NodeRole role;
    private final FolderLock lock;
    private final Secrets secrets;
    private final AgentClient agent;
    private final NodeLog log;
    private final UdpNetwork network;
    private final @Nullable HttpHold http;
    private final int httpPort;
    private final boolean founded;
    private final ProcessHooks hooks;
    private final AgentReports reports;
    private final NodeLoop loop;
    private volatile boolean closed;

    private NodeProcess(NodeStart start, @Nullable WebSettings web)
            throws IOException, NodeRefused {
        this.start = start;
        this.role = web == null ? NodeRole.WORKER : NodeRole.SERVER;
        String host = UdpNetwork.literal(start.host());
        StartFolder found = StartFolder.look(start, web != null);
        this.founded = found.founds();
        this.secrets = found.secrets();
        FolderLock taken = FolderLock.tryLock(start.folder());
        if (taken == null) {
            throw new NotStarted(start.name() + " is running already in " + start.folder());
        }
        this.lock = taken;
        this.agent = new AgentClient(start.data(), secrets, start.launch());
        Address agentAddress = start.supervised() ? agent.find() : agent.findOrStart(host);
        this.network =
                start.portGivesWay()
                        ? UdpNetwork.bindFrom(host, start.port(), secrets.transportKey())
                        : UdpNetwork.bind(host, start.port(), secrets.transportKey());
        this.http = web == null ? null : HttpHold.take(host, web);
        this.httpPort = http == null ? 0 : http.port();
        this.log = NodeLog.open(start.folder(), start.name());
        this.hooks = new ProcessHooks(start.supervised(), log, network);
        this.reports = new AgentReports(start, agent, log);
        Genesis genesis = founded && web != null ? found.found(web) : found.genesis();
        this.loop =
                NodeLoop.start(
                        new NodeLoop.Wiring(
                                settings(web, agentAddress),
                                genesis,
                                start.folder(),
                                MemberClaim.ofThisMachine(),
                                network,
                                (socket, protocol, time, random) -> {
                                    FaultFilter filter =
                                            new FaultFilter(socket, protocol, time, random);
                                    hooks.filter(filter);
                                    return filter;
                                },
                                hooks,
                                new SecureRandom().nextLong(),
                                this::failed));
        hooks.attach(loop);
    }

    private NodeSettings settings(@Nullable WebSettings web, @Nullable Address agentAddress) {
        // Only servers ever decide it.
        long rebuildAfterNs =
                web == null ? NodeSettings.REBUILD_AFTER_NS : web.rebuildAfter().toNanos();
        return new NodeSettings(
                start.name(),
                web != null,
                network.address(),
                httpPort,
                agentAddress,
                start.join(),
                RaftSettings.DEFAULT,
                new MembershipSettings(),
                new JournalSettings(JOURNAL_SEGMENT_BYTES),
                FileSettings.DEFAULT.deadForGoodAfter(
                        Math.min(FileSettings.DEFAULT.deadForGoodNs(), rebuildAfterNs)),
                ReplicaSettings.DEFAULT,
                ScanSettings.DEFAULT,
                rebuildAfterNs,
                memoryBytesMax());
    }

    /**
     * Starts the node and returns once it runs.
     *
     * @param web null for a worker
     * @throws NodeRefused if its folder cannot be used
     * @throws NotStarted if the process cannot start for another reason
     */
    public static NodeProcess start(NodeStart start, @Nullable WebSettings web)
            throws IOException, NodeRefused {
        NodeProcess process = new NodeProcess(start, web);
        try {
            process.hooks.awaitRunning(START_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            throw new NotStarted("the disk has not taken the journal for " + START_TIMEOUT);
        }
        GenesisFile.delete(start.folder());
        process.report(web == null);
        return process;
    }

    /** Half of the heap: the logs and ledgers of all groups are held in memory. */
    private static long memoryBytesMax() {
        return Runtime.getRuntime().maxMemory() / 2;
    }

    /** Sets the supplier of the history that other servers get from this one. */
    void remember(Supplier<byte[]> bytes) {
        hooks.remember(bytes);
    }

    NodeLoop loop() {
        return loop;
    }

    public Secrets secretsOfNetwork() {
        return secrets;
    }

    AgentClient agent() {
        return agent;
    }

    public Path data() {
        return start.data();
    }

    public Path folder() {
        return start.folder();
    }

    public Address address() {
        return network.address();
    }

    /** True if this process has founded a network. */
    public boolean founded() {
        return founded;
    }

    /** The port for the web side; it is held until {@link #releaseHttpPort}. */
    public int httpPort() {
        return httpPort;
    }

    /** Lets the web side bind its port. */
    public void releaseHttpPort() throws IOException {
        if (http != null) {
            http.release();
        }
    }

    /** Reports that the web side serves users now. */
    public void serving() throws IOException {
        report(true);
        reports.watch(loop);
    }

    private void report(boolean ready) throws IOException {
        reports.registered(role, network.address(), httpPort, ready);
    }

    /**
     * Fail-stop: the state of this process can no longer be trusted, or the network has refused it.
     */
    private void failed(String why) {
        System.err.println("davebank: " + why);
        log.write(System.currentTimeMillis(), "failed", why);
        log.flush();
        if (hooks.isRefused() && !start.supervised()) {
            // It was never part of the network, so the agent should not keep it for a revival.
            reports.leaving();
        }
        Runtime.getRuntime().halt(EXIT_FAILURE);
    }

    /** Says good-bye and ends the node. The web side ends after it. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        reports.close();
        if (!start.supervised()) {
            reports.leaving();
        }
        loop.leave();
        loop.close();
        log.close();
        try {
            lock.close();
        } catch (IOException e) {
            // The system releases it with the process.
        }
    }
}
