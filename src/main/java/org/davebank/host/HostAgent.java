package org.davebank.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.davebank.base.Address;
import org.davebank.host.AgentReply.State;
import org.davebank.io.FolderLock;
import org.davebank.io.UdpNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Supervises one data folder's node processes and alone writes {@code network.json}.
 *
 * <p>It learns of a node's start from the node, of its end from the operating system, and takes no
 * action by itself: a dead node stays dead until it is revived on request. After its own restart it
 * finds the nodes by their {@link NodeFile}. Any thread; one lock guards all.
 *
 * <pre>
 * a node: STOPPED, DEAD → STARTING → ALIVE ⇄ PAUSED
 *         STARTING, ALIVE, PAUSED → STOPPED (as requested) or DEAD (killed, or by itself)
 * </pre>
 */
public final class HostAgent implements AutoCloseable {

    public static final String NETWORK_FILE = "network.json";

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KILL_TIMEOUT = ProcessEnd.FORCED_TIMEOUT;

    /** How often the agent checks whether a starting node makes progress. */
    private static final long LOOK_MS = 1_000;

    private static final Duration ALONE_TIMEOUT = Duration.ofSeconds(30);

    private final Path data;
    private final Launch launch;
    private final boolean daemon;
    private final Runnable ended;
    private final FolderLock lock;
    private final ControlSocket socket;
    private final Fleet nodes;
    private final PublishedNetwork networkFile;
    private final List<Address> strangers;
    private String problem = "";

    /** From the start of the network until all of it is up. */
    private boolean coming;

    private boolean writable;
    private boolean closed;

    private HostAgent(
            Path data,
            String host,
            UdpNetwork network,
            Launch launch,
            boolean daemon,
            List<Address> seeds,
            Runnable ended,
            FolderLock lock)
            throws IOException {
        this.data = data;
        this.nodes = new Fleet(data, host, FolderMark.of(data));
        this.networkFile = new PublishedNetwork(data);
        this.launch = launch;
        this.daemon = daemon;
        this.strangers = List.copyOf(seeds);
        this.ended = ended;
        this.lock = lock;
        this.socket = new ControlSocket(network, this::handle);
    }

    /**
     * Starts an agent for this folder and adopts the nodes that live in it.
     *
     * @param port its port, 0 for its previous one or any
     * @param daemon true if it was started for nodes that users started: it ends with the last one
     * @param seeds nodes on other machines through which its own join; empty on the first machine
     * @param ended called once it has stopped everything on request
     * @return null if another agent is alive
     */
    public static @Nullable HostAgent start(
            Path data,
            String host,
            int port,
            Secrets secrets,
            Launch launch,
            boolean daemon,
            List<Address> seeds,
            Runnable ended)
            throws IOException {
        FolderClone.refuseHalf(data);
        FolderLock lock = FolderLock.tryLock(data);
        if (lock == null) {
            return null;
        }
        try {
            AgentFile before = AgentFile.read(data);
            UdpNetwork network =
                    port == 0 && before != null && before.address().host().equals(host)
                            ? UdpNetwork.bindFrom(
                                    host, before.address().port(), secrets.transportKey())
                            : UdpNetwork.bind(host, port, secrets.transportKey());
            HostAgent agent =
                    new HostAgent(data, host, network, launch, daemon, seeds, ended, lock);
            agent.adopt();
            agent.socket.start();
            new AgentFile(agent.address(), Liveness.ofThisProcess()).write(data);
            if (daemon) {
                Thread.ofVirtual().name("agent-alone").start(agent::endUnlessWanted);
            }
            return agent;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The address it listens on. */
    public Address address() {
        return socket.address();
    }

    /** Executes a request; may block for as long as a process takes to end. */
    public AgentReply handle(AgentRequest request) {
        try {
            return switch (request) {
                case AgentRequest.Up up -> up(up);
                case AgentRequest.AddWorker add -> addWorker(add.name());
                case AgentRequest.Act act -> act(act);
                case AgentRequest.Listing listing -> listing("");
                case AgentRequest.StopAll stop -> stopAllAndEnd();
                case AgentRequest.Registered report -> registered(report.name());
                case AgentRequest.Leaving report -> leaving(report.name());
                case AgentRequest.Writable report -> writable(report.writable());
            };
        } catch (IOException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    static AgentReply refused(String why) {
        return new AgentReply(false, why, "", false, false, "", List.of());
    }

    // Starting

    private synchronized AgentReply up(AgentRequest.Up up) throws IOException {
        if (nodes.isAnyRunning()) {
            return listing("the network is running already");
        }
        problem = "";
        coming = true;
        writable = false;
        List<Supervised> plan = nodes.plan(up);
        if (plan.isEmpty()) {
            return refused("a network needs at least one server");
        }
        for (Supervised node : plan) {
            node.expected = true;
            node.state = State.STARTING;
        }
        publish();
        Thread.ofVirtual().name("agent-up").start(() -> startAll(plan));
        return listing("starting " + plan.size() + " nodes");
    }

    private void startAll(List<Supervised> plan) {
        try {
            // The others need the first node's address to join. It also starts alone because its
            // web side then has the whole machine, and the console is ready soonest.
            Supervised first = plan.getFirst();
            spawn(first);
            if (!awaitStarted(first)) {
                abandon();
                return;
            }
            for (Supervised node : plan.subList(1, plan.size())) {
                spawn(node);
            }
        } catch (IOException e) {
            synchronized (this) {
                problem = "a process could not be started: " + e.getMessage();
                abandon();
            }
        }
    }

    /** Nodes that were planned but not started count as stopped again. */
    private synchronized void abandon() {
        for (Supervised node : nodes) {
            if (node.state.isRunning() && !node.process.isAlive()) {
                node.state = State.STOPPED;
            }
        }
        publish();
        notifyAll();
    }

    /** False if the process ended or makes no progress. */
    private synchronized boolean awaitStarted(Supervised node) {
        ProcessHandle process = node.running().orElse(null);
        Progress progress = process == null ? null : new Progress(process, Progress.STALL);
        try {
            while (node.state == State.STARTING && !closed) {
                if (progress != null && progress.look() == Progress.State.STALLED) {
                    problem = node.name + " makes no progress while starting; see " + node.folder;
                    publish();
                    return false;
                }
                wait(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return node.state.isRunning() && !closed;
    }

    private synchronized void spawn(Supervised node) throws IOException {
        if (closed) {
            return;
        }
        Process process = node.spawn(launch, data, nodes.seeds(node, strangers));
        node.process = Liveness.of(process.toHandle());
        node.state = State.STARTING;
        watch(node, process.toHandle());
        publish();
    }

    private synchronized AgentReply addWorker(String name) throws IOException {
        if (nodes.size() >= AgentRequest.NODES_MAX) {
            return refused("this machine has " + nodes.size() + " nodes already");
        }
        if (!nodes.isAnyRunning() && strangers.isEmpty()) {
            return refused("there is no running network to join");
        }
        if (nodes.find(name) != null) {
            return refused("this machine has a node " + name + " already");
        }
        Supervised worker =
                nodes.another(name.isEmpty() ? nodes.freeName(!strangers.isEmpty()) : name);
        spawn(worker);
        return new AgentReply(true, worker.name, "", false, writable, "", List.of());
    }

    // Reports from nodes

    private synchronized AgentReply registered(String name) {
        Supervised node = adopt(data.resolve(name));
        if (node == null) {
            return refused("no living node " + name + " in this folder");
        }
        node.expected = true;
        publish();
        notifyAll();
        return listing("");
    }

    private synchronized AgentReply leaving(String name) {
        Supervised node = nodes.find(name);
        // A node that this agent is stopping can be revived, so it is not forgotten.
        if (node != null && !node.stopping) {
            node.leaving = true;
            node.stopping = true;
        }
        return listing("");
    }

    private synchronized AgentReply writable(boolean now) {
        writable = now;
        publish();
        return listing("");
    }

    private synchronized void adopt() throws IOException {
        try (Stream<Path> folders = Files.list(data)) {
            folders.filter(Files::isDirectory).sorted().forEach(this::adopt);
        }
        publish();
    }

    /** Adopts a node by its file, or by its genesis if it never wrote one. */
    private @Nullable Supervised adopt(Path folder) {
        NodeFile file = NodeFile.read(folder);
        String name = String.valueOf(folder.getFileName());
        if (file == null || !file.name().equals(name)) {
            boolean founder = Files.exists(folder.resolve(GenesisFile.FILE));
            return founder && Names.isName(name) ? nodes.known(name, NodeRole.SERVER) : null;
        }
        Supervised node = nodes.known(name, file.role(), file.host());
        node.listens(file);
        ProcessHandle process = file.process().find().orElse(null);
        if (process == null) {
            return node.state.isRunning() ? null : node;
        }
        if (node.takes(file.process())) {
            watch(node, process);
        }
        if (node.heard(file.ready()) && daemon) {
            System.out.printf( // To host.log; a foreground command prints its own message.
                    "%s is ready %.2f s after the start of its process%n",
                    name, node.startedMs() / 1_000.0);
        }
        if (Signals.isPaused(process.pid())) {
            node.state = State.PAUSED;
        }
        return node;
    }

    // Ending

    private void watch(Supervised node, ProcessHandle process) {
        process.onExit().thenRun(() -> exited(node, process.pid()));
    }

    private synchronized void exited(Supervised node, long pid) {
        if (node.process.pid() != pid || !node.state.isRunning()) {
            return; // It was revived meanwhile.
        }
        boolean early = node.unheard || node.state == State.STARTING;
        node.state = node.stopping ? State.STOPPED : State.DEAD;
        boolean byItself = early || (coming && node.saidWhy());
        if (byItself && !node.stopping && !closed && problem.isEmpty()) {
            problem = node.name + " did not start: " + node.lastOutput();
        }
        if (node.leaving) {
            nodes.forget(node);
        }
        if (!nodes.isAnyRunning()) {
            writable = false;
        }
        publish();
        notifyAll();
        if (daemon && !closed && !nodes.any(n -> n.expected)) {
            Thread.ofVirtual().start(this::endAlone);
        }
    }

    /** A background agent whose first node never registered is of no use. */
    private void endUnlessWanted() {
        try {
            Thread.sleep(ALONE_TIMEOUT);
            endAlone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endAlone() {
        synchronized (this) {
            if (closed || nodes.any(node -> node.expected)) {
                return;
            }
        }
        stopAll();
        ended.run();
    }

    private AgentReply act(AgentRequest.Act act) throws IOException {
        String name = act.name();
        Supervised node;
        @Nullable ProcessHandle process;
        synchronized (this) {
            node = nodes.find(name);
            if (node == null) {
                return refused("there is no node " + name + " on this machine");
            }
            process = node.running().orElse(null);
            if (act.action() == AgentRequest.Action.REVIVE) {
                return revive(node, process);
            }
            if (process == null) {
                return refused(name + " is not running");
            }
            switch (act.action()) {
                case PAUSE -> {
                    Signals.pause(process);
                    node.state = State.PAUSED;
                    publish();
                    return listing(name + " is paused");
                }
                case RESUME -> {
                    Signals.resume(process);
                    boolean paused = node.state == State.PAUSED;
                    node.state = paused ? State.ALIVE : node.state;
                    publish();
                    return listing(name + " goes on");
                }
                case STOP -> node.beginStop(process);
                case KILL -> {
                    node.stopping = false;
                    process.destroyForcibly();
                }
                case REVIVE -> throw new IllegalStateException("handled above");
            }
        }
        boolean killed = act.action() == AgentRequest.Action.KILL;
        finish(node, process, killed ? KILL_TIMEOUT : STOP_TIMEOUT);
        synchronized (this) {
            return listing(name + (killed ? " is killed" : " has stopped"));
        }
    }

    private AgentReply revive(Supervised node, @Nullable ProcessHandle process) throws IOException {
        if (process != null) {
            boolean paused = node.state == State.PAUSED;
            return refused(
                    node.name + (paused ? " is paused: resume it instead" : " is running already"));
        }
        problem = "";
        node.portGivesWay = true;
        node.httpGivesWay = true;
        spawn(node);
        return listing(node.name + " is starting");
    }

    /** Waits for the process to end, and kills it if it takes too long. */
    private void finish(Supervised node, ProcessHandle process, Duration timeout) {
        ProcessEnd.await(process, timeout);
        exited(node, process.pid());
    }

    private AgentReply stopAllAndEnd() {
        stopAll();
        Thread.ofVirtual()
                .start(() -> {
                    socket.close(); // Sends the answer first.
                    ended.run();
                });
        return new AgentReply(true, "the network has stopped", "", false, false, "", List.of());
    }

    /** Stops all nodes, killing those that take too long, and then the agent itself. */
    public void stopAll() {
        Map<Supervised, ProcessHandle> running = new LinkedHashMap<>();
        synchronized (this) {
            closed = true;
            for (Supervised node : nodes) {
                node.expected = false;
                node.running().ifPresent(process -> running.put(node, process));
            }
            running.forEach((node, process) -> {
                try {
                    node.beginStop(process);
                } catch (IOException e) {
                    process.destroyForcibly();
                }
            });
            notifyAll();
        }
        running.forEach((node, process) -> finish(node, process, STOP_TIMEOUT));
        abandon();
        try {
            Files.deleteIfExists(data.resolve(AgentFile.FILE));
            lock.close();
        } catch (IOException e) {
            // A file left behind names a process that has ended, which every reader checks.
        }
    }

    /** Ends the agent and leaves the nodes running, for another agent to adopt. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        socket.close();
        try {
            lock.close();
        } catch (IOException e) {
            // The system releases it with the process.
        }
    }

    // Publishing

    private synchronized AgentReply listing(String text) {
        return new AgentReply(
                true, text, problem, isReady(), writable, nodes.console(), nodes.rows());
    }

    private boolean isReady() {
        boolean ready = writable && nodes.isWhole();
        coming &= !ready;
        return ready;
    }

    private void publish() {
        networkFile.write(nodes.json(isReady()));
    }
}
