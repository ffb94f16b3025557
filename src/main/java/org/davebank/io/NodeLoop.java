package org.davebank.io;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.davebank.base.RandomSource;
import org.davebank.base.SpillDamaged;
import org.davebank.node.Node;
import org.davebank.node.journal.Genesis;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.wire.NodeFigures;
import org.davebank.node.wire.NodeRefused;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs a node, and the entry point for all other threads.
 *
 * <p>A turn processes at most {@link #DATAGRAMS_PER_TURN} datagrams and {@link #INBOX_PER_TURN}
 * inbox entries, lets the node do its due work, and ends with one sync and one flush for
 * everything. An idle thread sleeps in the selector until the next deadline.
 *
 * <p>Any exception on the loop and any disk failure ends the node, because its state can no longer
 * be trusted. The {@code failed} callback gets one line and should end the process.
 */
public final class NodeLoop implements AutoCloseable {

    public static final int INBOX_MAX = 8_192;
    public static final int DATAGRAMS_PER_TURN = 128;
    public static final int INBOX_PER_TURN = 1_024;

    /** Longer turns are counted, because they delay heartbeats. */
    public static final long TURN_NS_MAX = 10_000_000L;

    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(2);
    private static final long HAND_OVER_MS = 150;

    /**
     * The dependencies of a loop.
     *
     * @param genesis used if the folder is empty
     * @param claims folder of the claims, see {@link MemberClaim#ofThisMachine}
     * @param seed seed of the node's randomness; must differ between two starts
     * @param failed receives, on the loop's thread, one line on why the node has ended
     */
    public record Wiring(
            NodeSettings settings,
            @Nullable Genesis genesis,
            Path folder,
            Path claims,
            UdpNetwork network,
            NetworkFilter.Factory filter,
            NodeHooks hooks,
            long seed,
            Consumer<String> failed) {}

    final UdpNetwork network;
    private final Consumer<String> failed;
    private final SystemTime time = new SystemTime();
    private final BlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(INBOX_MAX);
    private final Object completionsMonitor = new Object();
    private Deque<Consumer<Node>> completions = new ArrayDeque<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private final Wiring wiring;
    private final RandomSource random;
    private volatile FileDisk disk;
    private MemberClaim claim;
    private volatile Node node;
    private boolean drained = true;
    private volatile boolean closing;
    volatile long turns;
    private volatile long longTurns;
    private final Longest longestTurn = new Longest(System.nanoTime());

    private NodeLoop(Wiring wiring) throws IOException, NodeRefused {
        this.network = wiring.network();
        this.failed = wiring.failed();
        this.wiring = wiring;
        this.random = new RandomSource(wiring.seed());
        this.disk = openDisk();
        network.filter(wiring.filter(), time, random.fork());
        try {
            this.node =
                    Node.start(
                            wiring.settings(),
                            wiring.genesis(),
                            network,
                            disk,
                            new SkewedTime(time, network),
                            random.fork(),
                            wiring.hooks());
            this.claim = claim();
        } catch (NodeRefused | RuntimeException | Error e) {
            disk.close();
            throw e;
        }
        network.receiver((from, priority, message) -> node.receive(from, message));
        this.thread = new Thread(this::run, "loop-" + wiring.settings().name());
    }

    private MemberClaim claim() throws NodeRefused {
        Path place = Path.of(disk.place());
        return MemberClaim.take(
                wiring.claims(),
                node.self(),
                wiring.settings().name(),
                place,
                wiring.settings().address());
    }

    private FileDisk openDisk() throws IOException {
        return FileDisk.open(
                wiring.folder(),
                new FileDisk.Completions() {
                    @Override
                    public void synced(long ticket) {
                        complete(node -> node.synced(ticket));
                    }

                    @Override
                    public void read(long ticket, byte @Nullable [] bytes) {
                        complete(node -> node.readDone(ticket, bytes));
                    }

                    @Override
                    public void failed(String why) {
                        complete(node -> node.diskFailed(why));
                    }
                });
    }

    /** Restarts the node as a new member, in an empty folder, on the same socket. */
    private void startAgain(String why) throws IOException, NodeRefused {
        disk.close();
        synchronized (completionsMonitor) {
            completions.clear(); // They belong to the files that were set aside.
        }
        disk = openDisk();
        node =
                Node.startAgain(
                        wiring.settings(), why, network, disk, time, random.fork(), wiring.hooks());
        claim.close();
        claim = claim();
    }

    /**
     * Recovers the node from its folder and starts the loop. The network now belongs to the loop.
     *
     * @throws NodeRefused when the folder cannot be used; the message is for people
     */
    public static NodeLoop start(Wiring wiring) throws IOException, NodeRefused {
        NodeLoop loop = new NodeLoop(wiring);
        loop.thread.start();
        return loop;
    }

    /**
     * Sends a request to the network. Any thread.
     *
     * @return completed on the loop's thread, so its dependents must not block; {@link Reply.Busy}
     *     at once when the inbox is full
     */
    public CompletableFuture<Reply> submit(RequestBody body, Duration timeout) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        if (!offer(() -> node.submit(body, timeout.toNanos(), answer::complete))) {
            answer.complete(
                    closing
                            ? new Reply.Declined("this node is stopping")
                            : new Reply.Busy("this node has too many requests waiting"));
        }
        return answer;
    }

    /**
     * Runs a short function on the loop, where it may inspect the node. Any thread.
     *
     * @return completed exceptionally when the inbox is full or the loop has ended
     */
    public <T extends @Nullable Object> CompletableFuture<T> onLoop(Function<Node, T> function) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken =
                offer(() -> {
                    try {
                        answer.complete(function.apply(node));
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        if (!taken) {
            answer.completeExceptionally(
                    new IllegalStateException(
                            closing ? "this node is stopping" : "this node is too busy"));
        }
        return answer;
    }

    /** Number of turns longer than {@link #TURN_NS_MAX}. Any thread. */
    public long longTurns() {
        return longTurns;
    }

    /** The longest turn of about the last minute, in nanoseconds. Any thread. */
    public long longestTurnNs() {
        return longestTurn.ns();
    }

    /** What the loop's transport, disk and node have counted. For the loop's thread alone. */
    public NodeFigures figures() {
        return LoopFigures.of(network, disk, node, inbox.size());
    }

    /** Leaves the network: transfers leadership and announces LEFT. Any thread. */
    public void leave() {
        CompletableFuture<Boolean> left =
                onLoop(own -> {
                    own.leave();
                    return true;
                });
        try {
            left.get(LEAVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            Thread.sleep(HAND_OVER_MS); // Time to send and retransmit the last messages.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            // The other nodes will detect the failure.
        }
    }

    /** Ends the loop after its current turn, completes the disk's queue and closes the socket. */
    @Override
    public void close() {
        closing = true;
        network.wakeUp();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean offer(Runnable entry) {
        if (closing || !inbox.offer(entry)) {
            return false;
        }
        wakeIfAsleep();
        return true;
    }

    /** Queues a completion. Not bounded, because the node's syncs and reads limit the number. */
    private void complete(Consumer<Node> completion) {
        synchronized (completionsMonitor) {
            completions.addLast(completion);
        }
        wakeIfAsleep();
    }

    private void wakeIfAsleep() {
        if (asleep.compareAndSet(true, false)) {
            network.wakeUp();
        }
    }

    private void run() {
        String why = null;
        try {
            while (!closing && !node.stopped()) {
                turn();
                String mistrust = node.mistrust();
                if (mistrust != null) {
                    startAgain(mistrust);
                }
            }
            if (node.stopped()) {
                why = node.whyStopped();
            }
        } catch (NodeRefused e) {
            why = e.getMessage();
        } catch (SpillDamaged e) {
            node.diskFailed(String.valueOf(e.getMessage()));
            why = node.whyStopped();
        } catch (IOException | RuntimeException | Error e) {
            why = "the node has stopped at once: " + e;
            e.printStackTrace();
        }
        closing = true;
        disk.close();
        try {
            claim.close();
            network.close();
        } catch (IOException e) {
            // The process is ending and closes the socket anyway.
        }
        inbox.clear();
        ended.countDown();
        if (why != null) {
            failed.accept(why);
        }
    }

    private void turn() throws IOException {
        sleep();
        long startNs = System.nanoTime();
        int datagrams = network.receive(DATAGRAMS_PER_TURN);
        runCompletions();
        for (int i = 0; i < INBOX_PER_TURN; i++) {
            Runnable entry = inbox.poll();
            if (entry == null) {
                break;
            }
            entry.run();
        }
        if (node.nextDeadlineNs() <= System.nanoTime()) {
            node.tick();
        }
        node.endTurn();
        network.endTurn();
        drained = datagrams < DATAGRAMS_PER_TURN;
        long tookNs = System.nanoTime() - startNs;
        turns++;
        if (tookNs > TURN_NS_MAX) {
            longTurns++;
        }
        longestTurn.add(startNs + tookNs, tookNs);
    }

    /** Sleeps until there is input or a deadline; not if the last turn left work. */
    private void sleep() throws IOException {
        long untilNs = Math.min(network.nextDeadlineNs(), node.nextDeadlineNs());
        asleep.set(true);
        boolean waiting = !drained || !inbox.isEmpty() || hasCompletions() || closing;
        network.await(waiting ? 0 : untilNs);
        asleep.set(false);
    }

    private boolean hasCompletions() {
        synchronized (completionsMonitor) {
            return !completions.isEmpty();
        }
    }

    private void runCompletions() {
        Deque<Consumer<Node>> done;
        synchronized (completionsMonitor) {
            if (completions.isEmpty()) {
                return;
            }
            done = completions;
            completions = new ArrayDeque<>();
        }
        done.forEach(completion -> completion.accept(node));
    }
}
