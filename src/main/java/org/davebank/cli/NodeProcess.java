package org.davebank.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.davebank.base.Address;
import org.davebank.base.Event;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.host.AgentClient;
import org.davebank.host.AgentRequest;
import org.davebank.host.GenesisFile;
import org.davebank.host.Launch;
import org.davebank.host.Liveness;
import org.davebank.host.NodeFile;
import org.davebank.host.NodeRole;
import org.davebank.host.Secrets;
import org.davebank.io.FileDisk;
import org.davebank.io.FolderLock;
import org.davebank.io.MemberClaim;
import org.davebank.io.NodeLog;
import org.davebank.io.NodeLoop;
import org.davebank.io.PortInUse;
import org.davebank.io.UdpNetwork;
import org.davebank.ledger.Ledger;
import org.davebank.membership.MembershipSettings;
import org.davebank.node.FileSettings;
import org.davebank.node.Genesis;
import org.davebank.node.Node;
import org.davebank.node.NodeHooks;
import org.davebank.node.NodeRefused;
import org.davebank.node.NodeSettings;
import org.davebank.node.ReplicaSettings;
import org.davebank.node.ScanSettings;
import org.davebank.raft.RaftSettings;
import org.davebank.service.ControlCommand;
import org.davebank.storage.JournalSettings;
import org.jspecify.annotations.Nullable;

/**
 * One node as a process: its folder, its secrets, its loop with faults in between, its log, and its
 * word to the host agent. The web side of a server is started around it, see {@link ServerCommand}.
 */
final class NodeProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);
    private static final int HTTP_PORTS_TRIED_MAX = 200;
    static final int JOURNAL_SEGMENT_BYTES = 4 << 20;

    /** Lets a test alter a posting on one replica, to see the audit find it. */
    private static final String TEST_SWITCHES = "DAVEBANK_TEST_SWITCHES";

    private final NodeOptions options;
    private final NodeRole role;
    private final Path data;
    private final Path folder;
    private final FolderLock lock;
    private final Secrets secrets;
    private final AgentClient agent;
    private final NodeLog log;
    private final UdpNetwork network;
    private final @Nullable ServerSocket httpHold;
    private final int httpPort;
    private final boolean founded;
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private final NodeLoop loop;
    private @Nullable FaultFilter faults;
    private volatile boolean ready;
    private volatile boolean closed;
    private volatile boolean refused;
    private volatile @Nullable Supplier<byte[]> history;

    /** What a server adds to a node. */
    record Web(
            int port,
            boolean givesWay,
            int shards,
            int replicas,
            String currency,
            Duration rebuildAfter) {}

    private NodeProcess(NodeOptions options, @Nullable Web web) throws IOException, NodeRefused {
        this.options = options;
        this.role = web == null ? NodeRole.WORKER : NodeRole.SERVER;
        this.data = options.data.path();
        this.folder = data.resolve(options.name);
        String host = UdpNetwork.literal(options.host);
        boolean fresh = isFresh(folder);
        Genesis genesis = fresh ? GenesisFile.read(folder) : null;
        this.founded = fresh && genesis == null && web != null && options.join.isEmpty();
        if (founded) {
            refuseSecondNetwork();
        }
        this.secrets = secrets();
        FolderLock taken = FolderLock.tryLock(folder);
        if (taken == null) {
            throw new Failure(options.name + " is running already in " + folder);
        }
        this.lock = taken;
        this.agent = new AgentClient(data, secrets, Launch.ofThisProcess(Main.class.getName()));
        Address agentAddress = options.supervised ? agent.find() : agent.findOrStart(host);
        this.network =
                options.portGivesWay
                        ? UdpNetwork.bindFrom(host, options.port, secrets.transportKey())
                        : UdpNetwork.bind(host, options.port, secrets.transportKey());
        this.httpHold = web == null ? null : holdHttpPort(host, web);
        this.httpPort = httpHold == null ? 0 : httpHold.getLocalPort();
        this.log = NodeLog.open(folder, options.name);
        if (founded && web != null) {
            genesis = found(web);
        }
        // Only servers come to decide it.
        long rebuildAfterNs =
                web == null ? NodeSettings.REBUILD_AFTER_NS : web.rebuildAfter().toNanos();
        NodeSettings settings =
                new NodeSettings(
                        options.name,
                        web != null,
                        network.address(),
                        httpPort,
                        agentAddress,
                        options.join,
                        RaftSettings.DEFAULT,
                        new MembershipSettings(),
                        new JournalSettings(JOURNAL_SEGMENT_BYTES),
                        FileSettings.DEFAULT.deadForGoodAfter(
                                Math.min(FileSettings.DEFAULT.deadForGoodNs(), rebuildAfterNs)),
                        ReplicaSettings.DEFAULT,
                        ScanSettings.DEFAULT,
                        rebuildAfterNs,
                        memoryBytesMax());
        this.loop =
                NodeLoop.start(
                        new NodeLoop.Wiring(
                                settings,
                                genesis,
                                folder,
                                MemberClaim.ofThisMachine(),
                                network,
                                (socket, protocol, time, random) -> {
                                    FaultFilter filter =
                                            new FaultFilter(socket, protocol, time, random);
                                    this.faults = filter;
                                    return filter;
                                },
                                new Hooks(),
                                new SecureRandom().nextLong(),
                                this::failed));
    }

    /**
     * Starts the node and returns when it runs.
     *
     * @param web null for a worker
     * @throws NodeRefused when its folder cannot be used
     */
    static NodeProcess start(NodeOptions options, @Nullable Web web)
            throws IOException, NodeRefused {
        options.check();
        NodeProcess process = new NodeProcess(options, web);
        try {
            process.running.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            throw new Failure("the disk has not taken the journal for " + START_TIMEOUT);
        }
        GenesisFile.delete(process.folder);
        process.ready = web == null;
        process.report();
        return process;
    }

    /** Half of the heap: the logs and ledgers of all groups are held in memory. */
    private static long memoryBytesMax() {
        return Runtime.getRuntime().maxMemory() / 2;
    }

    private static boolean isFresh(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .noneMatch(file ->
                            file.startsWith("journal-") || file.startsWith(FileDisk.SET_ASIDE));
        }
    }

    /** Two networks under one key in one folder would not know which nodes are whose. */
    private void refuseSecondNetwork() throws IOException {
        if (!Files.isDirectory(data)) {
            return;
        }
        try (Stream<Path> folders = Files.list(data)) {
            boolean other =
                    folders.anyMatch(each ->
                            !each.equals(folder) && Files.exists(each.resolve(NodeFile.FILE)));
            if (other) {
                throw new Failure(
                        data
                                + " holds a network already: give --join HOST:PORT of one of its"
                                + " nodes, or another --data");
            }
        }
    }

    private Secrets secrets() throws IOException {
        if (options.keyFile != null) {
            return Secrets.adopt(options.keyFile, data);
        }
        Secrets known = Secrets.load(data);
        if (known == null && !founded) {
            throw new Failure(
                    "this folder has no cluster.key, without which no node may join: give"
                            + " --key-file with the one that the founder made");
        }
        Secrets made = known == null ? Secrets.loadOrMake(data) : known;
        made.writeCredentials(data);
        return made;
    }

    /** Binds the web side's port now, so that the other nodes can be told, and keeps it. */
    private static ServerSocket holdHttpPort(String host, Web web) throws IOException {
        InetAddress local = InetAddress.getByName(host);
        int last =
                web.givesWay() && web.port() != 0 ? web.port() + HTTP_PORTS_TRIED_MAX : web.port();
        for (int port = web.port(); port <= Math.min(last, 65_535); port++) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(local, port));
                return socket;
            } catch (IOException e) {
                socket.close();
            }
        }
        throw new PortInUse("HTTP", host, web.port());
    }

    private Genesis found(Web web) {
        SecureRandom random = new SecureRandom();
        MemberId self = new MemberId(random.nextLong() | 1);
        return new Genesis(
                random.nextLong() >>> 1,
                web.shards(),
                web.replicas(),
                web.currency(),
                1,
                List.of(new Genesis.Voter(self, options.name)));
    }

    /** Gives the other servers what this one remembers. */
    void remember(Supplier<byte[]> bytes) {
        history = bytes;
    }

    NodeLoop loop() {
        return loop;
    }

    Secrets secretsOfNetwork() {
        return secrets;
    }

    AgentClient agent() {
        return agent;
    }

    Path data() {
        return data;
    }

    Path folder() {
        return folder;
    }

    Address address() {
        return network.address();
    }

    /** True when this process has founded a network. */
    boolean founded() {
        return founded;
    }

    /** Where the web side is to listen; the port is held until {@link #releaseHttpPort}. */
    int httpPort() {
        return httpPort;
    }

    /** Lets the web side bind its port. */
    void releaseHttpPort() throws IOException {
        if (httpHold != null) {
            httpHold.close();
        }
    }

    /** The web side serves people now. */
    void serving() throws IOException {
        ready = true;
        report();
        Thread watch = new Thread(this::watchWritable, "watch-writable");
        watch.setDaemon(true);
        watch.start();
    }

    /** Writes {@link NodeFile} and tells the agent. */
    private void report() throws IOException {
        String command = ProcessHandle.current().info().commandLine().orElse("");
        new NodeFile(
                        options.name,
                        role,
                        network.address().host(),
                        network.address().port(),
                        httpPort,
                        Liveness.ofThisProcess(),
                        ready,
                        command)
                .write(folder);
        tell(new AgentRequest.Registered(options.name), AgentClient.TIMEOUT);
    }

    /**
     * False when the agent did not hear it in time; it finds the node's file by itself later.
     */
    private boolean tell(AgentRequest request, Duration timeout) {
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

    /** Tells the agent whenever the network begins or ceases to take writes, and a new agent anew. */
    private void watchWritable() {
        Boolean told = null;
        Address toldWhom = null;
        while (!closed) {
            boolean now = false;
            try {
                now = Writability.of(loop.onLoop(Node::view).get(1, TimeUnit.SECONDS));
                Address whom = agent.find();
                boolean news =
                        told == null || told != now || !java.util.Objects.equals(whom, toldWhom);
                if (news && whom != null) {
                    // An agent that had no time to answer is informed once more.
                    boolean heard =
                            tell(new AgentRequest.Registered(options.name), FAREWELL_TIMEOUT)
                                    && tell(
                                            new AgentRequest.Writable(options.name, now),
                                            FAREWELL_TIMEOUT);
                    told = heard ? (Boolean) now : null;
                    toldWhom = whom;
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

    /** Fail-stop: what this process believes can no longer be trusted, or nobody wants it. */
    private void failed(String why) {
        System.err.println("davebank: " + why);
        log.write(System.currentTimeMillis(), "failed", why);
        log.flush();
        if (refused && !options.supervised) {
            // It never was a part of the network, so the agent is not to keep it for a revival.
            tell(new AgentRequest.Leaving(options.name), FAREWELL_TIMEOUT);
        }
        Runtime.getRuntime().halt(Main.EXIT_FAILURE);
    }

    /** Says good-bye and ends the node. The web side must have ended before. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!options.supervised) {
            tell(new AgentRequest.Leaving(options.name), FAREWELL_TIMEOUT);
        }
        loop.leave();
        loop.close();
        log.close();
        try {
            lock.close();
        } catch (IOException e) {
            // The system gives it back with the end of the process.
        }
    }

    private final class Hooks implements NodeHooks {

        private final long startedNs = System.nanoTime();

        @Override
        public void recorded(Event event) {
            log.write(event);
            if (!options.supervised) {
                System.out.println(
                        NodeLog.line(
                                event.atMs(),
                                event.node(),
                                NodeLog.kind(event.kind().name()),
                                NodeLog.text(event)));
            }
            switch (event.kind()) {
                case NODE_STARTED -> running.complete(null);
                case NAME_TAKEN, LIFE_REFUSED -> refused = true;
                default -> {}
            }
        }

        @Override
        public byte[] control(byte[] bytes) {
            FaultFilter filter = faults;
            if (filter == null) {
                throw new IllegalArgumentException("the node is still starting");
            }
            try {
                return switch (ControlCommand.decode(bytes)) {
                    case ControlCommand.Inject command -> {
                        filter.inject(command.plan());
                        yield said("fault", command.plan().text());
                    }
                    case ControlCommand.Heal command -> {
                        boolean had = filter.heal(command.faultId());
                        said("healed", command.faultId() + swallowed(filter));
                        yield new byte[had ? 1 : 0];
                    }
                    case ControlCommand.HealAll command ->
                            said("healed", "all " + filter.healAll() + swallowed(filter));
                    case ControlCommand.LogTail command ->
                            String.join("\n", log.newest(command.lines()))
                                    .getBytes(StandardCharsets.UTF_8);
                    case ControlCommand.AlterPosting command -> alter(command);
                    case ControlCommand.Remembered command -> remembered();
                };
            } catch (WireException e) {
                throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
            }
        }

        private static String swallowed(FaultFilter filter) {
            return "; faults have swallowed " + filter.lostPackets() + " packets since the start";
        }

        private byte[] said(String kind, String text) {
            log.write(System.currentTimeMillis(), kind, text);
            return new byte[0];
        }

        private byte[] remembered() {
            Supplier<byte[]> known = history;
            if (known == null) {
                throw new IllegalArgumentException("this node remembers nothing");
            }
            return known.get();
        }

        private byte[] alter(ControlCommand.AlterPosting command) {
            if (System.getenv(TEST_SWITCHES) == null) {
                throw new IllegalArgumentException("this process has no switches for tests");
            }
            GroupId group = GroupId.ofShard(command.shard());
            // After this turn: the node is in the middle of answering this very command.
            loop.onLoop(node -> {
                for (Node.ReplicaView replica : node.replicas()) {
                    Ledger ledger = replica.ledger();
                    if (replica.group().equals(group) && ledger != null) {
                        ledger.alterPostingForTest(-1, command.deltaMinor());
                    }
                }
                return true;
            });
            return said("altered", "a posting of " + group + ", as a test asked for");
        }

        @Override
        public Figures figures() {
            FaultFilter filter = faults;
            NodeLoop turning = loop;
            Runtime runtime = Runtime.getRuntime();
            return new Figures(
                    (System.nanoTime() - startedNs) / 1_000_000,
                    runtime.totalMemory() - runtime.freeMemory(),
                    residentBytes(),
                    network.bytesSent(),
                    network.bytesReceived(),
                    turning == null ? 0 : turning.longestTurnNs() / 1_000,
                    turning == null ? 0 : turning.longTurns(),
                    filter == null ? List.of() : new ArrayList<>(filter.active()));
        }
    }

    /** Resident memory of this process, 0 where the system does not say. */
    private static long residentBytes() {
        try {
            String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
            return Long.parseLong(pages[1]) * 4096;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
