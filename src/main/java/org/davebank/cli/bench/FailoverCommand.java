package org.davebank.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.NodeAnswer;
import org.davebank.api.network.ShardAnswer;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.ExitCode;
import org.davebank.cli.command.Failure;
import org.davebank.client.BankClient;
import org.davebank.client.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills leaders of a running network during writes, and measures how long each shard goes without
 * an acknowledged write: from the end of the process to the acknowledgement of the first write that
 * began after it.
 */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description = "Kills leaders of a running network and measures the gap in its writes.")
public final class FailoverCommand extends BankCommand {

    /** The longest gap that passes. */
    static final long GAP_MS_MAX = 3_000;

    private static final long GAP_DEADLINE_NS = 30_000_000_000L;
    private static final long BACK_DEADLINE_NS = 90_000_000_000L;
    private static final long DEATH_DEADLINE_NS = 10_000_000_000L;
    private static final long POLL_MS = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "10",
            description = "how often (default: ${DEFAULT-VALUE})")
    private int times;

    /**
     * One kill.
     *
     * @param led what the victim led, in words
     * @param gapMs the longest gap of all shards; -1 if one did not end in time
     * @param worstShard the shard with the longest gap
     * @param backMs until the victim was a whole node again
     */
    record Row(int number, String victim, String led, long gapMs, int worstShard, long backMs) {
        boolean isGood() {
            return gapMs >= 0 && gapMs <= GAP_MS_MAX;
        }
    }

    @Override
    public int run(BankClient bank) throws Exception {
        if (times < 1 || times > 10_000) {
            throw usage("--times takes 1 to 10000");
        }
        ClusterAnswer cluster = awaitWhole(bank, null, 0);
        int shards = cluster.shards().size();
        List<Row> rows = new ArrayList<>();
        try (SteadyWriters writers = SteadyWriters.start(bank, shards)) {
            awaitWrites(writers, shards);
            if (!json) {
                out().println(
                                "   #  NODE            LED                        GAP MS  SHARD  BACK S");
                out().flush();
            }
            for (int i = 0; i < times; i++) {
                Row row = once(bank, writers, shards, i);
                rows.add(row);
                if (!json) {
                    out().println(line(row));
                    out().flush();
                }
            }
            summary(rows, writers.acknowledged());
        }
        return rows.stream().allMatch(Row::isGood) ? 0 : ExitCode.WITH_REJECTS;
    }

    private static void awaitWrites(SteadyWriters writers, int shards) throws InterruptedException {
        long nowNs = System.nanoTime();
        writers.arm(nowNs);
        for (int shard = 0; shard < shards; shard++) {
            if (writers.firstAcknowledged(shard, nowNs + GAP_DEADLINE_NS) == Long.MAX_VALUE) {
                throw new Failure("shard " + shard + " takes no writes");
            }
        }
    }

    private Row once(BankClient bank, SteadyWriters writers, int shards, int number)
            throws Exception {
        ClusterAnswer cluster = awaitWhole(bank, null, 0);
        String victim = victim(cluster, number);
        NodeAnswer node = node(cluster, victim);
        String led = led(cluster, victim);
        long pid = node.pid();
        writers.arm(Long.MAX_VALUE);
        // A server other than the victim is asked, so that it can answer.
        act(bank, victim, "kill", node.http());
        long deadNs = awaitDeath(pid);
        writers.arm(deadNs);
        long gapNs = 0;
        int worst = 0;
        for (int shard = 0; shard < shards; shard++) {
            long firstNs = writers.firstAcknowledged(shard, deadNs + GAP_DEADLINE_NS);
            long ownNs = firstNs == Long.MAX_VALUE ? Long.MAX_VALUE : firstNs - deadNs;
            if (ownNs > gapNs) {
                gapNs = ownNs;
                worst = shard;
            }
        }
        long reviveNs = System.nanoTime();
        act(bank, victim, "revive", null);
        awaitWhole(bank, victim, pid);
        return new Row(
                number + 1,
                victim,
                led,
                gapNs == Long.MAX_VALUE ? -1 : gapNs / 1_000_000,
                worst,
                (System.nanoTime() - reviveNs) / 1_000_000);
    }

    /** Shard leaders and the supernode in turn. */
    static String victim(ClusterAnswer cluster, int number) {
        List<ShardAnswer> shards = cluster.shards();
        String leader =
                number % 2 == 1
                        ? cluster.supernode()
                        : shards.get(number / 2 % shards.size()).leader();
        return leader == null ? "" : leader;
    }

    static String led(ClusterAnswer cluster, String victim) {
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

    private static void act(
            BankClient bank, String victim, String action, @Nullable String avoided) {
        String path = "/cluster/nodes/" + victim + "/" + action;
        String trouble = "no server of the network answers";
        for (int round = 0; round < 20; round++) {
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
    private static ClusterAnswer awaitWhole(
            BankClient bank, @Nullable String revived, long formerPid) {
        long endNs = System.nanoTime() + BACK_DEADLINE_NS;
        String lack = "no server of the network answers";
        while (System.nanoTime() < endNs) {
            BankClient.Answer answer = bank.ask(BankClient.Call.get("/cluster"));
            if (answer.isDone()) {
                ClusterAnswer cluster = answer.orFail(ClusterAnswer.class);
                lack = lack(cluster, revived, formerPid);
                if (lack.isEmpty() && (revived == null || serves(bank, node(cluster, revived)))) {
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
    static String lack(ClusterAnswer cluster, @Nullable String revived, long formerPid) {
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

    private static boolean serves(BankClient bank, NodeAnswer node) {
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

    private static void sleep() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "%4d  %-14s  %-24s  %7s  %5d  %6.1f",
                row.number(),
                row.victim(),
                row.led(),
                row.gapMs() < 0 ? "never" : Long.toString(row.gapMs()),
                row.worstShard(),
                row.backMs() / 1_000.0);
    }

    private void summary(List<Row> rows, long acknowledged) {
        Percentiles gaps = new Percentiles();
        rows.forEach(row -> gaps.add(row.gapMs() < 0 ? GAP_DEADLINE_NS / 1_000_000 : row.gapMs()));
        long good = rows.stream().filter(Row::isGood).count();
        if (json) {
            List<Map<String, Object>> kills = new ArrayList<>();
            for (Row row : rows) {
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("node", row.victim());
                each.put("led", row.led());
                each.put("gap_ms", row.gapMs() < 0 ? null : row.gapMs());
                each.put("shard", row.worstShard());
                each.put("back_ms", row.backMs());
                kills.add(each);
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("kills", kills);
            body.put("p50_ms", gaps.at(50));
            body.put("p99_ms", gaps.at(99));
            body.put("max_ms", gaps.at(100));
            body.put("within_3_s", good);
            body.put("writes", acknowledged);
            out().println(write(body));
            return;
        }
        out().printf(
                        Locale.ROOT,
                        "%d of %d within %d s; p50 %d ms, p99 %d ms, max %d ms; %,d writes acknowledged%n",
                        good,
                        rows.size(),
                        GAP_MS_MAX / 1_000,
                        gaps.at(50),
                        gaps.at(99),
                        gaps.at(100),
                        acknowledged);
    }
}
