package org.davebank.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.ShardAnswer;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.ExitCode;
import org.davebank.cli.command.Failure;
import org.davebank.cli.drill.Drilled;
import org.davebank.client.BankClient;
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

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "10",
            description = "how often (default: ${DEFAULT-VALUE})")
    private int times;

    @Option(
            names = "--transfers",
            description =
                    "kill leaders of shards only, in the middle of transfers between shards, and"
                            + " judge the books at the end")
    private boolean transfers;

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
        Drilled network = new Drilled(bank);
        int shards = network.awaitWhole().shards().size();
        if (transfers) {
            TransferDrill drill = new TransferDrill(bank, network, shards, this::say);
            return report(drill.run(times)) ? 0 : ExitCode.WITH_REJECTS;
        }
        List<Row> rows = new ArrayList<>();
        try (SteadyWriters writers = SteadyWriters.start(bank, shards)) {
            awaitWrites(writers, shards);
            if (!json) {
                out().println(
                                "   #  NODE            LED                        GAP MS  SHARD  BACK S");
                out().flush();
            }
            for (int i = 0; i < times; i++) {
                Row row = once(network, writers, shards, i);
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

    private Row once(Drilled network, SteadyWriters writers, int shards, int number)
            throws Exception {
        ClusterAnswer cluster = network.awaitWhole();
        writers.arm(Long.MAX_VALUE);
        Drilled.Kill kill = network.kill(cluster, victim(cluster, number));
        writers.arm(kill.deadNs());
        long gapNs = 0;
        int worst = 0;
        for (int shard = 0; shard < shards; shard++) {
            long firstNs = writers.firstAcknowledged(shard, kill.deadNs() + GAP_DEADLINE_NS);
            long ownNs = firstNs == Long.MAX_VALUE ? Long.MAX_VALUE : firstNs - kill.deadNs();
            if (ownNs > gapNs) {
                gapNs = ownNs;
                worst = shard;
            }
        }
        long reviveNs = System.nanoTime();
        network.revive(kill);
        return new Row(
                number + 1,
                kill.victim(),
                kill.led(),
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

    /** Says how a long drill goes on. */
    private void say(String line) {
        err().println(line);
        err().flush();
    }

    /** Prints the result of a drill with transfers; false when it is not good. */
    private boolean report(TransferDrill.Result result) {
        if (json) {
            out().println(write(result.body()));
        } else {
            result.lines().forEach(out()::println);
        }
        out().flush();
        return result.isGood();
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
