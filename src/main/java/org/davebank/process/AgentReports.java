package org.davebank.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.davebank.base.Address;
import org.davebank.host.AgentClient;
import org.davebank.host.AgentRequest;
import org.davebank.host.Liveness;
import org.davebank.host.NodeFile;
import org.davebank.host.NodeRole;
import org.davebank.io.NodeLog;
import org.davebank.io.NodeLoop;
import org.davebank.node.Node;
import org.jspecify.annotations.Nullable;

/** A node process's reports to the host agent: that it runs, serves, or leaves. */
final class AgentReports {

    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);

    private final NodeStart start;
    private final AgentClient agent;
    private final NodeLog log;
    private final ScheduledThreadPoolExecutor watch;

    /** The last report to the agent, and which agent that was; only for the thread of the watch. */
    private @Nullable Boolean reported;

    private @Nullable Address reportedTo;

    AgentReports(NodeStart start, AgentClient agent, NodeLog log) {
        this.start = start;
        this.agent = agent;
        this.log = log;
        this.watch =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform().daemon().name("watch-writable").factory(),
                        // A look that is under way at the end schedules no other.
                        new ThreadPoolExecutor.DiscardPolicy());
        watch.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Writes {@link NodeFile} and notifies the agent.
     *
     * @param httpPort 0 for a worker
     * @param ready whether the process serves users, or is a worker
     */
    void registered(NodeRole role, Address udp, int httpPort, boolean ready) throws IOException {
        String command = ProcessHandle.current().info().commandLine().orElse("");
        new NodeFile(
                        start.name(),
                        role,
                        udp.host(),
                        udp.port(),
                        httpPort,
                        Liveness.ofThisProcess(),
                        ready,
                        command)
                .write(start.folder());
        send(new AgentRequest.Registered(start.name()), AgentClient.TIMEOUT);
    }

    /** Reports that the agent should not keep this node for a revival. */
    void leaving() {
        send(new AgentRequest.Leaving(start.name()), FAREWELL_TIMEOUT);
    }

    /** False if the agent did not answer in time; it finds the node's file by itself later. */
    private boolean send(AgentRequest request, Duration timeout) {
        Address address = agent.find();
        if (address == null) {
            return false;
        }
        try {
            agent.ask(address, request, timeout);
            return true;
        } catch (IOException e) {
            log.write(System.currentTimeMillis(), "agent", String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** From now on, tells the agent when the network begins or ceases to take writes. */
    void watch(NodeLoop loop) {
        watch.execute(() -> look(loop));
    }

    private void look(NodeLoop loop) {
        boolean writable = false;
        try {
            writable = Writability.of(loop.onLoop(Node::view).get(1, TimeUnit.SECONDS));
            report(writable);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (ExecutionException | TimeoutException e) {
            // A node that cannot say takes no writes, and is asked again soon.
        }
        // People wait for a network that takes no writes: it is looked at more often.
        watch.schedule(() -> look(loop), writable ? 1_000 : 200, TimeUnit.MILLISECONDS);
    }

    private void report(boolean writable) {
        Address listening = agent.find();
        boolean news =
                reported == null || reported != writable || !Objects.equals(listening, reportedTo);
        if (news && listening != null) {
            // An agent that had no time to answer is informed once more.
            boolean heard =
                    send(new AgentRequest.Registered(start.name()), FAREWELL_TIMEOUT)
                            && send(
                                    new AgentRequest.Writable(start.name(), writable),
                                    FAREWELL_TIMEOUT);
            reported = heard ? (Boolean) writable : null;
            reportedTo = listening;
        }
    }

    /** Ends the watch. */
    void close() {
        watch.shutdown();
    }
}
