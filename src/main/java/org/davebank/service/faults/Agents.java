package org.davebank.service.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.davebank.api.ProblemCode;
import org.davebank.base.Address;
import org.davebank.host.AgentClient;
import org.davebank.host.AgentReply;
import org.davebank.host.AgentRequest;
import org.davebank.host.Names;
import org.davebank.host.NodeRole;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;

/**
 * The host agents of the network: reports what their processes are doing, and has them kill or
 * revive one. Agents are found through the nodes that they started; the local one through its data
 * folder, so that it can be reached even when all other nodes are dead. Thread-safe.
 */
public final class Agents implements AutoCloseable {

    static final long POLL_MS = 1_000;
    static final Duration POLL_TIMEOUT = Duration.ofMillis(800);

    /** A process and the agent that watches it. */
    public record Watched(Address agent, AgentReply.Row row) {}

    private final AgentClient client;
    private final Supplier<NodeView> view;
    private final Map<Address, AgentClient.Line> known = new TreeMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("agents").factory());
    private volatile Map<String, Watched> processes = Map.of();

    public Agents(AgentClient client, Supplier<NodeView> view) {
        this.client = client;
        this.view = view;
    }

    public void start() {
        timer.scheduleWithFixedDelay(this::poll, 0, POLL_MS, TimeUnit.MILLISECONDS);
    }

    private void poll() {
        try {
            refresh();
        } catch (ServiceProblem e) {
            // This node is stopping or has not started; the next poll retries.
        }
    }

    private synchronized void refresh() {
        Address own = client.find();
        if (own != null) {
            known.computeIfAbsent(own, client::line);
        }
        for (MemberStatus status : view.get().members()) {
            Address agent = status.member().agent();
            if (agent != null) {
                known.computeIfAbsent(agent, client::line);
            }
        }
        Map<String, Watched> seen = new TreeMap<>();
        for (Map.Entry<Address, AgentClient.Line> each : known.entrySet()) {
            Address agent = each.getKey();
            try {
                AgentReply reply = each.getValue().ask(new AgentRequest.Listing(), POLL_TIMEOUT);
                reply.nodes().forEach(row -> seen.put(row.name(), new Watched(agent, row)));
            } catch (IOException e) {
                // Its processes are missing from the list and cannot be revived until it answers.
            }
        }
        processes = Map.copyOf(seen);
    }

    /** The process of a node, or null when no reachable agent knows it. */
    public @Nullable Watched process(String node) {
        return processes.get(node);
    }

    /** All processes by node name, as of the last poll. */
    public Map<String, Watched> processes() {
        return processes;
    }

    /** Has an agent perform an action on a process; blocks until it is done. */
    AgentReply act(AgentRequest.Action action, String node) {
        Watched watched = processes.get(node);
        if (watched == null) {
            poll();
            watched = processes.get(node);
        }
        if (watched == null) {
            throw ServiceProblem.of(
                    ProblemCode.NODE_NOT_FOUND, "no reachable host agent knows a node " + node);
        }
        AgentReply reply = ask(watched.agent(), new AgentRequest.Act(action, node));
        timer.execute(this::poll);
        return reply;
    }

    /** Has the local agent start another worker. */
    AgentReply addWorker() {
        Address own = client.find();
        if (own == null) {
            throw ServiceProblem.of(
                    ProblemCode.NODE_STATE,
                    "no host agent lives on this machine; start one with ./davebank host");
        }
        AgentReply reply = ask(own, new AgentRequest.AddWorker(freeName()));
        timer.execute(this::poll);
        return reply;
    }

    /**
     * Picked here: an agent knows only its own machine, this node the names of the whole network.
     */
    private String freeName() {
        Set<String> taken = new TreeSet<>(processes.keySet());
        view.get().members().forEach(status -> taken.add(status.member().name()));
        int number = 1;
        while (taken.contains(Names.of(NodeRole.WORKER, number))) {
            number++;
        }
        return Names.of(NodeRole.WORKER, number);
    }

    private AgentReply ask(Address agent, AgentRequest request) {
        try {
            AgentReply reply = client.ask(agent, request, AgentClient.TIMEOUT);
            if (!reply.done()) {
                throw ServiceProblem.of(ProblemCode.NODE_STATE, reply.text());
            }
            return reply;
        } catch (IOException e) {
            throw ServiceProblem.of(ProblemCode.OUTCOME_UNKNOWN, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        closeLines();
    }

    private synchronized void closeLines() {
        for (AgentClient.Line each : known.values()) {
            try {
                each.close();
            } catch (IOException e) {
                // Nothing more goes over it.
            }
        }
    }
}
