package org.davebank.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.bot.DaveBot;
import org.davebank.bot.Kind;
import org.davebank.bot.Trail;
import org.davebank.bot.Verdict;
import org.davebank.cli.bank.HttpTeller;
import org.davebank.cli.command.Failure;
import org.davebank.cli.drill.Drilled;
import org.davebank.cli.drill.Elections;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;

/**
 * Kills leaders of shards while DaveBot pays from shard to shard as fast as it can, and judges the books at the
 * end of each round. A kill counts as decided when every order between two accounts that had been sent and
 * not answered at the kill has its record.
 */
final class TransferDrill {

    /** The longest time that passes, from an election to the last decision and from a kill to a new write. */
    static final long MS_MAX = FailoverCommand.GAP_MS_MAX;

    /** A history must fit into memory, so the books are judged after so many kills. */
    private static final int KILLS_PER_ROUND = 25;

    private static final int RATE = 200;
    private static final int ACCOUNTS = 24;

    /** So many orders have been posted before a kill, and again after it. */
    private static final int POSTED_BETWEEN = 40;

    private static final long TRAFFIC_DEADLINE_NS = 30_000_000_000L;

    /**
     * What came of one kill.
     *
     * @param gapMs from the end of the process until each shard had acknowledged an order that began after
     *     it; -1 if one did not
     * @param electedMs from the end of the process to the last first election of the shards that it led
     * @param decidedMs from that election to the last decision about what was under way; 0 if that was
     *     before
     * @param underWay orders between two accounts, by kind
     */
    record Row(
            int number,
            Drilled.Kill kill,
            long gapMs,
            long electedMs,
            long decidedMs,
            Map<Kind, Integer> underWay) {

        boolean isGood() {
            return gapMs >= 0 && gapMs <= MS_MAX && decidedMs <= MS_MAX;
        }

        int movements() {
            return underWay.values().stream().mapToInt(each -> each).sum();
        }
    }

    /** A kill whose effects are seen when the round is over. */
    private record Killed(int number, Drilled.Kill kill, long electedAtMs) {}

    private final BankClient bank;
    private final Drilled network;
    private final int shards;
    private final Consumer<String> progress;
    private final Result result = new Result();

    /** @param progress is given a line after each kill */
    TransferDrill(BankClient bank, Drilled network, int shards, Consumer<String> progress) {
        this.bank = bank;
        this.network = network;
        this.shards = shards;
        this.progress = progress;
    }

    Result run(int times) throws InterruptedException {
        for (int done = 0; done < times; done += KILLS_PER_ROUND) {
            round(done, Math.min(times, done + KILLS_PER_ROUND));
        }
        return result;
    }

    private void round(int from, int to) throws InterruptedException {
        String name = "drill-" + Long.toString(System.currentTimeMillis(), 36);
        DaveBot bot =
                new DaveBot(
                        new HttpTeller(bank),
                        new DaveBot.Plan(name, RATE, ACCOUNTS, 0, System.nanoTime(), true));
        List<Killed> kills = new ArrayList<>();
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Verdict> verdict = other.submit(bot::run);
            try {
                for (int number = from; number < to; number++) {
                    awaitPosted(bot);
                    kills.add(kill(bot, number));
                }
            } finally {
                bot.stop();
            }
            result.judged(verdict.get(), bot.trail());
            kills.forEach(each -> result.rows.add(row(each, bot.trail())));
        } catch (ExecutionException e) {
            throw new Failure("the traffic has failed: " + e.getCause());
        }
    }

    private static void awaitPosted(DaveBot bot) throws InterruptedException {
        long endNs = System.nanoTime() + TRAFFIC_DEADLINE_NS;
        long before = bot.counts().posted();
        while (bot.counts().posted() < before + POSTED_BETWEEN) {
            if (System.nanoTime() > endNs) {
                throw new Failure("the bank takes no orders");
            }
            Thread.sleep(10);
        }
    }

    private Killed kill(DaveBot bot, int number) throws InterruptedException {
        ClusterAnswer cluster = network.awaitWhole();
        String leader = cluster.shards().get(number % shards).leader();
        Drilled.Kill kill = network.kill(cluster, leader == null ? "" : leader);
        long electedAtMs =
                Elections.await(bank, kill.shards(), kill.orderedMs()).values().stream()
                        .mapToLong(each -> each)
                        .max()
                        .orElse(kill.orderedMs());
        awaitPosted(bot);
        network.revive(kill);
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "kill %d: %s, which led %s; elected after %d ms",
                        number + 1,
                        kill.victim(),
                        kill.led(),
                        electedAtMs - kill.orderedMs()));
        return new Killed(number + 1, kill, electedAtMs);
    }

    private Row row(Killed killed, Trail trail) {
        Drilled.Kill kill = killed.kill();
        long gapMs = 0;
        for (int shard = 0; shard < shards && gapMs >= 0; shard++) {
            Long firstNs = trail.firstAcknowledgedNs(shard, kill.deadNs());
            gapMs = firstNs == null ? -1 : Math.max(gapMs, (firstNs - kill.deadNs()) / 1_000_000);
        }
        return new Row(
                killed.number(),
                kill,
                gapMs,
                killed.electedAtMs() - kill.orderedMs(),
                Math.max(0, trail.decidedMs(kill.deadNs()) - killed.electedAtMs()),
                trail.underWayAt(kill.deadNs()));
    }

    /** All rounds together. */
    static final class Result {
        private final List<Row> rows = new ArrayList<>();
        private final List<String> examples = new ArrayList<>();
        private Verdict.@Nullable Ruling ruling;
        private long orders;
        private long betweenShards;
        private long lost;
        private long doubled;
        private long half;

        private void judged(Verdict verdict, Trail trail) {
            if (ruling == null || ruling == Verdict.Ruling.CORRECT) {
                ruling = verdict.ruling();
            }
            examples.addAll(verdict.examples());
            orders += trail.orders();
            betweenShards += trail.betweenShards();
            lost += trail.lost();
            doubled += trail.doubled();
            half += trail.half();
        }

        boolean isGood() {
            return ruling == Verdict.Ruling.CORRECT
                    && lost + doubled + half == 0
                    && rows.stream().allMatch(Row::isGood);
        }

        private Percentiles gaps() {
            Percentiles gaps = new Percentiles();
            rows.forEach(row -> gaps.add(row.gapMs() < 0 ? Long.MAX_VALUE : row.gapMs()));
            return gaps;
        }

        private Percentiles decided() {
            Percentiles decided = new Percentiles();
            rows.forEach(row -> decided.add(row.decidedMs()));
            return decided;
        }

        private Map<String, Integer> underWay() {
            Map<String, Integer> byKind = new TreeMap<>();
            for (Row row : rows) {
                row.underWay()
                        .forEach((kind, count) ->
                                byKind.merge(
                                        kind.name().toLowerCase(Locale.ROOT), count, Integer::sum));
            }
            return byKind;
        }

        private long midTransfer() {
            return rows.stream().filter(row -> row.movements() > 0).count();
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add(
                    "   #  NODE            LED                       GAP MS  ELECTED  DECIDED  UNDER WAY");
            for (Row row : rows) {
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "%4d  %-14s  %-24s  %6s  %7d  %7d  %9d",
                                row.number(),
                                row.kill().victim(),
                                row.kill().led(),
                                row.gapMs() < 0 ? "never" : Long.toString(row.gapMs()),
                                row.electedMs(),
                                row.decidedMs(),
                                row.movements()));
            }
            lines.add(line("from the kill to a new write in every shard", gaps()));
            lines.add(line("from the election to the last decision", decided()));
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%d kills, %d of them in mid-transfer; under way were %s",
                            rows.size(),
                            midTransfer(),
                            underWay()));
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%,d orders, %,d of them between shards: %d lost, %d doubled, %d half;"
                                    + " verdict %s",
                            orders,
                            betweenShards,
                            lost,
                            doubled,
                            half,
                            ruling));
            examples.forEach(each -> lines.add("  " + each));
            return lines;
        }

        private static String line(String what, Percentiles of) {
            return String.format(
                    Locale.ROOT,
                    "%s: p50 %d ms, p99 %d ms, max %d ms",
                    what,
                    of.at(50),
                    of.at(99),
                    of.at(100));
        }

        Map<String, Object> body() {
            Map<String, Object> body = new LinkedHashMap<>();
            List<Map<String, Object>> kills = new ArrayList<>();
            for (Row row : rows) {
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("node", row.kill().victim());
                each.put("led", row.kill().led());
                each.put("gap_ms", row.gapMs() < 0 ? null : row.gapMs());
                each.put("elected_ms", row.electedMs());
                each.put("decided_ms", row.decidedMs());
                each.put("under_way", row.movements());
                kills.add(each);
            }
            body.put("kills", kills);
            body.put("mid_transfer", midTransfer());
            body.put("under_way", underWay());
            body.put("gap_ms", figures(gaps()));
            body.put("decided_ms", figures(decided()));
            body.put("orders", orders);
            body.put("between_shards", betweenShards);
            body.put("lost", lost);
            body.put("doubled", doubled);
            body.put("half", half);
            body.put("verdict", String.valueOf(ruling).toLowerCase(Locale.ROOT));
            body.put("examples", examples);
            return body;
        }

        private static Map<String, Long> figures(Percentiles of) {
            Map<String, Long> figures = new LinkedHashMap<>();
            figures.put("p50", of.at(50));
            figures.put("p99", of.at(99));
            figures.put("max", of.at(100));
            return figures;
        }
    }
}
