package org.davebank.cli.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.NodeAnswer;
import org.davebank.api.network.ShardAnswer;
import org.davebank.cli.command.Failure;
import org.davebank.client.BankClient;
import org.davebank.client.Problem;
import org.jspecify.annotations.Nullable;

/** A running network that a drill harms; every method blocks. */
public final class Drilled {

    private static final long BACK_DEADLINE_NS = 90_000_000_000L;
    private static final long DEATH_DEADLINE_NS = 10_000_000_000L;
    private static final long POLL_MS = 100;
    private static final int ROUNDS = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final BankClient bank;

    public Drilled(BankClient bank) {
        this.bank = bank;
    }

    /**
     * A kill of a node.
     *
     * @param led what it led, in words
     * @param shards the shards that it led
     * @param pid of the process that has ended
     * @param deadNs monotonic, right after the end of the process
     * @param orderedMs wall clock, right before the kill was ordered
     */
    public record Kill(
            String victim,
            String led,
            List<Integer> shards,
            long pid,
            long deadNs,
            long orderedMs) {
        public Kill {
            shards = List.copyOf(shards);
        }
    }

    /** Kills a node with SIGKILL, and returns once its process is gone if it is a local one. */
    public Kill kill(ClusterAnswer cluster, String victim) throws InterruptedException {
        NodeAnswer node = node(cluster, victim);
        // A server other than the victim is asked, so that it can answer.
        long orderedMs = System.currentTimeMillis();
        act(victim, "kill", node.http());
        long deadNs = awaitDeath(node.pid());
        List<Integer> shards =
                cluster.shards().stream()
                        .filter(each -> victim.equals(each.leader()))
                        .map(ShardAnswer::shard)
                        .toList();
        return new Kill(victim, led(cluster, victim), shards, node.pid(), deadNs, orderedMs);
    }

    /** Starts a killed node and waits until it is whole again. */
    public ClusterAnswer revive(Kill kill) {
        act(kill.victim(), "revive", null);
        return awaitWhole(kill.victim(), kill.pid());
    }

    /** Waits until every group has its quorum and all its replicas. */
    public ClusterAnswer awaitWhole() {
        return awaitWhole(null, 0);
    }

    /** What a node leads, in words. */
    public static String led(ClusterAnswer cluster, String victim) {
        List<String> groups = new ArrayList<>();
        if (victim.equals(cluster.supernode())) {
            groups.add("system");
        }
        for (ShardAnswer shard : cluster.shards()) {
            if (victim.equals(shard.leader())) {
                groups.add("shard " + shard.shard());
            }
        }
        return String.join(", ", groups);
    }

    private static NodeAnswer node(ClusterAnswer cluster, String name) {
        for (NodeAnswer node : cluster.nodes()) {
            if (node.name().equals(name)) {
                return node;
            }
        }
        throw new Failure("the network does not know its node " + name);
    }

    /**
     * Does something to the process of a node.
     *
     * @param action kill, pause, resume or revive
     * @param avoided base address of a server that is not asked, or null
     */
    void act(String victim, String action, @Nullable String avoided) {
        String path = "/cluster/nodes/" + victim + "/" + action;
        String trouble = "no server of the network answers";
        for (int round = 0; round < ROUNDS; round++) {
            for (String server : bank.servers()) {
                if (avoided != null && isAt(avoided, server)) {
                    continue;
                }
                try {
                    BankClient.Answer answer =
                            bank.once(
                                    server,
                                    BankClient.Call.post(path, "", null).within(TIMEOUT, TIMEOUT));
                    if (answer.isDone()) {
                        return;
                    }
                    trouble = Problem.text(answer.body(), answer.status());
                } catch (IOException e) {
                    trouble = "no server of the network answers";
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new Failure("interrupted");
                }
            }
            sleep();
        }
        throw new Failure("cannot " + action + " " + victim + ": " + trouble);
    }

    private static boolean isAt(String address, String server) {
        return address.equals(server) || address.startsWith(server + "/");
    }

    /** Waits for a local process to end; returns the moment of its end, or now for a remote one. */
    private static long awaitDeath(long pid) throws InterruptedException {
        long beganNs = System.nanoTime();
        ProcessHandle process = pid == 0 ? null : ProcessHandle.of(pid).orElse(null);
        while (process != null && process.isAlive()) {
            if (System.nanoTime() - beganNs > DEATH_DEADLINE_NS) {
                throw new Failure("process " + pid + " was to be killed and lives");
            }
            Thread.sleep(1);
        }
        return System.nanoTime();
    }

    /**
     * Waits until every group has its quorum and the revived node, if given, has its replicas
     * again.
     */
    private ClusterAnswer awaitWhole(@Nullable String revived, long formerPid) {
        long endNs = System.nanoTime() + BACK_DEADLINE_NS;
        String lack = "no server of the network answers";
        while (System.nanoTime() < endNs) {
            BankClient.Answer answer = bank.ask(BankClient.Call.get("/cluster"));
            if (answer.isDone()) {
                ClusterAnswer cluster = answer.orFail(ClusterAnswer.class);
                lack = lack(cluster, revived, formerPid);
                if (lack.isEmpty() && (revived == null || serves(node(cluster, revived)))) {
                    return cluster;
                }
            } else {
                lack = Problem.text(answer.body(), answer.status());
            }
            sleep();
        }
        throw new Failure("the network does not come to rest: " + lack);
    }

    /** What keeps the network from being whole, in words; empty if it is whole. */
    public static String lack(ClusterAnswer cluster, @Nullable String revived, long formerPid) {
        if (!cluster.systemQuorum() || cluster.supernode() == null) {
            return "there is no supernode";
        }
        for (ShardAnswer shard : cluster.shards()) {
            if (!shard.quorum() || shard.leader() == null) {
                return "shard " + shard.shard() + " has no quorum";
            }
            for (String replica : shard.replicas()) {
                String lacking = lackOfReplica(cluster, shard, replica);
                if (!lacking.isEmpty()) {
                    return lacking;
                }
            }
        }
        for (NodeAnswer node : cluster.nodes()) {
            if (node.name().equals(revived)) {
                return node.state().equals("alive") && node.pid() != formerPid
                        ? ""
                        : revived + " is not back yet";
            }
        }
        return revived == null ? "" : revived + " is not back yet";
    }

    private static String lackOfReplica(ClusterAnswer cluster, ShardAnswer shard, String name) {
        for (NodeAnswer node : cluster.nodes()) {
            if (!node.name().equals(name) || !node.state().equals("alive")) {
                continue;
            }
            for (NodeAnswer.Replica replica : node.replicas()) {
                Integer held = replica.shard();
                if (held != null && held == shard.shard() && replica.term() >= shard.term()) {
                    return "";
                }
            }
        }
        return "shard " + shard.shard() + " has no replica on " + name;
    }

    private boolean serves(NodeAnswer node) {
        String http = node.http();
        if (http == null) {
            return true; // A worker.
        }
        for (String server : bank.servers()) {
            if (isAt(http, server)) {
                try {
                    return bank.once(server, BankClient.Call.get("/cluster")).isDone();
                } catch (IOException e) {
                    return false;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return false;
    }

    static void sleep() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }
}
