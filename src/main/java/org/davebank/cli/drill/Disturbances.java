package org.davebank.cli.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.PutFault;
import org.davebank.cli.command.Failure;
import org.davebank.client.BankClient;

/**
 * Harms leaders of shards for a while, evenly spread: it kills one, pauses the next, cuts off the third, and so
 * on. Each harm is undone, and the network whole again, before the next one begins.
 */
public final class Disturbances {

    /** The longest time for which a leader is paused or cut off, or stays dead. */
    private static final long HARM_MS_MAX = 4_000;

    /** What is done to a node. */
    public enum Kind {
        KILL,
        PAUSE,
        PARTITION
    }

    /**
     * What was done.
     *
     * @param atNs monotonic, when it had been done
     */
    public record Done(Kind kind, String node, String led, long atNs) {}

    private final BankClient bank;
    private final Drilled network;
    private final Consumer<String> progress;
    private final List<Done> done = new ArrayList<>();
    private volatile boolean ended;

    /** @param progress is given a line when something is done */
    public Disturbances(BankClient bank, Consumer<String> progress) {
        this.bank = bank;
        this.network = new Drilled(bank);
        this.progress = progress;
    }

    /**
     * Does so many harms and returns when the last one is undone.
     *
     * @param count how many, of all kinds together
     * @param seconds how long all of them take at least
     */
    public void run(int count, int seconds) throws InterruptedException {
        long beganNs = System.nanoTime();
        long stepNs = TimeUnit.SECONDS.toNanos(seconds) / count;
        for (int i = 0; i < count && !ended; i++) {
            ClusterAnswer cluster = network.awaitWhole();
            harm(Kind.values()[i % Kind.values().length], i, cluster, stepNs / 2_000_000);
            network.awaitWhole();
            while (!ended && System.nanoTime() - beganNs < (i + 1) * stepNs) {
                Drilled.sleep();
            }
        }
    }

    /** Does nothing more after the harm that is under way. */
    public void end() {
        ended = true;
    }

    private void harm(Kind kind, int number, ClusterAnswer cluster, long forMs)
            throws InterruptedException {
        int shards = cluster.shards().size();
        String leader = cluster.shards().get(number / Kind.values().length % shards).leader();
        String node = leader == null ? "" : leader;
        long ms = Math.clamp(forMs, 1, HARM_MS_MAX);
        switch (kind) {
            case KILL -> {
                Drilled.Kill kill = network.kill(cluster, node);
                note(new Done(kind, node, kill.led(), kill.deadNs()));
                Thread.sleep(ms);
                network.revive(kill);
            }
            case PAUSE -> {
                network.act(node, "pause", address(cluster, node));
                note(new Done(kind, node, Drilled.led(cluster, node), System.nanoTime()));
                Thread.sleep(ms);
                network.act(node, "resume", address(cluster, node));
            }
            case PARTITION -> {
                cutOff(node, ms);
                note(new Done(kind, node, Drilled.led(cluster, node), System.nanoTime()));
                Thread.sleep(ms);
            }
        }
    }

    /** The fault ends by itself, on the node. */
    private void cutOff(String node, long forMs) {
        PutFault fault = new PutFault("isolate", node, Math.max(1, forMs / 1_000), null);
        try {
            bank.send(BankClient.Call.put("/cluster/faults", fault)).orFailEmpty();
        } catch (BankClient.NoAnswer e) {
            throw new Failure("cannot cut off " + node + ": " + e.getMessage());
        }
    }

    private static String address(ClusterAnswer cluster, String node) {
        return cluster.nodes().stream()
                .filter(each -> each.name().equals(node))
                .map(each -> String.valueOf(each.http()))
                .findFirst()
                .orElse("");
    }

    private synchronized void note(Done harm) {
        done.add(harm);
        progress.accept(
                harm.kind().name().toLowerCase(Locale.ROOT)
                        + " of "
                        + harm.node()
                        + ", which led "
                        + harm.led());
    }

    /** What was done so far, in order. */
    public synchronized List<Done> done() {
        return List.copyOf(done);
    }
}
