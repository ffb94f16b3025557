package org.davebank.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
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

/** A node process's reports to the host agent: that it runs, serves, or leaves. */
final class AgentReports {

    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);

    private final NodeStart start;
    private final AgentClient agent;
    private final NodeLog log;
    private volatile boolean closed;

    AgentReports(NodeStart start, AgentClient agent, NodeLog log) {
        this.start = start;
        this.agent = agent;
        this.log = log;
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

    /** From now on, reports to the agent whether the network accepts writes. */
    void watch(NodeLoop loop) {
        Thread watch = new Thread(() -> watchWritable(loop), "watch-writable");
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * Reports to the agent when the network starts or stops accepting writes, and to a new agent.
     */
    private void watchWritable(NodeLoop loop) {
        Boolean reported = null;
        Address reportedTo = null;
        while (!closed) {
            boolean now = false;
            try {
                now = Writability.of(loop.onLoop(Node::view).get(1, TimeUnit.SECONDS));
                Address listening = agent.find();
                boolean news =
                        reported == null
                                || reported != now
                                || !Objects.equals(listening, reportedTo);
                if (news && listening != null) {
                    // An agent that had no time to answer is notified again.
                    boolean heard =
                            send(new AgentRequest.Registered(start.name()), FAREWELL_TIMEOUT)
                                    && send(
                                            new AgentRequest.Writable(start.name(), now),
                                            FAREWELL_TIMEOUT);
                    reported = heard ? (Boolean) now : null;
                    reportedTo = listening;
                }
                Thread.sleep(now ? 1_000 : 200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                if (closed) {
                    return;
                }
            }
        }
    }

    /** Ends the watch. */
    void close() {
        closed = true;
    }
}
