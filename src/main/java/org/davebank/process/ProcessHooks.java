package org.davebank.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.davebank.base.Event;
import org.davebank.base.GroupId;
import org.davebank.base.WireException;
import org.davebank.io.NodeLog;
import org.davebank.io.NodeLoop;
import org.davebank.io.UdpNetwork;
import org.davebank.ledger.state.Damage;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.Node;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.wire.NodeFigures;
import org.davebank.service.faults.ControlCommand;
import org.jspecify.annotations.Nullable;

/**
 * The process's side of a node: logs its events, executes commands of the control channel, and
 * supplies the process's own figures. Called by the node's loop.
 */
final class ProcessHooks implements NodeHooks {

    /** Lets a test damage the books of one replica, to check that the audit finds it. */
    private static final String TEST_SWITCHES = "DAVEBANK_TEST_SWITCHES";

    private final boolean supervised;
    private final NodeLog log;
    private final UdpNetwork network;
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private final long startedNs = System.nanoTime();
    private volatile @Nullable FaultFilter faults;
    private volatile @Nullable NodeLoop loop;
    private volatile @Nullable Supplier<byte[]> history;
    private volatile boolean refused;

    ProcessHooks(boolean supervised, NodeLog log, UdpNetwork network) {
        this.supervised = supervised;
        this.log = log;
        this.network = network;
    }

    /** Sets the filter that carries out faults. */
    void filter(FaultFilter filter) {
        faults = filter;
    }

    /** Sets the loop on which the node runs; its figures are available from now on. */
    void attach(NodeLoop loop) {
        this.loop = loop;
    }

    /** Sets the supplier of the history that other servers get from this one. */
    void remember(Supplier<byte[]> bytes) {
        history = bytes;
    }

    /** Returns once the node runs; throws TimeoutException if it does not within this time. */
    void awaitRunning(long timeoutMs)
            throws InterruptedException, ExecutionException, TimeoutException {
        running.get(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Whether the network has refused this node. */
    boolean isRefused() {
        return refused;
    }

    @Override
    public void recorded(Event event) {
        log.write(event);
        if (!supervised) {
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
                case ControlCommand.Harm command -> harm(command);
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

    private byte[] harm(ControlCommand.Harm command) {
        if (System.getenv(TEST_SWITCHES) == null) {
            throw new IllegalArgumentException("this process has no switches for tests");
        }
        GroupId group = GroupId.ofShard(command.shard());
        int other = command.shard() == 0 ? 1 : 0;
        // After this turn: the node is still answering this command.
        Objects.requireNonNull(loop)
                .onLoop(node -> {
                    for (Node.ReplicaView replica : node.replicas()) {
                        Ledger ledger = replica.ledger();
                        if (replica.group().equals(group) && ledger != null) {
                            Damage.plant(ledger, command.kind(), other, command.deltaMinor());
                        }
                    }
                    return true;
                });
        String kind = command.kind().name().toLowerCase(Locale.ROOT);
        return said("harmed", group + " has a " + kind + ", as a test asked for");
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
                filter == null ? List.of() : new ArrayList<>(filter.active()),
                turning == null ? NodeFigures.NONE : turning.figures());
    }

    /** Resident memory of this process, 0 if the system does not report it. */
    private static long residentBytes() {
        try {
            String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
            return Long.parseLong(pages[1]) * 4096;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
