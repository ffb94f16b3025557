package org.davebank.cli.bank;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.davebank.bot.DaveBot;
import org.davebank.bot.Kind;
import org.davebank.bot.Trail;
import org.davebank.bot.Verdict;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.ExitCode;
import org.davebank.cli.command.Failure;
import org.davebank.cli.drill.Disturbances;
import org.davebank.client.BankClient;
import org.davebank.history.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Generates everyday traffic on a running network and judges the result. */
@Command(
        name = "bot",
        mixinStandardHelpOptions = true,
        description =
                "Makes everyday traffic, keeps its history, and judges the bank by it at the end."
                        + " Break the network meanwhile.")
public final class BotCommand extends BankCommand {

    private static final long REPORT_MS = 1_000;
    private static final long REPORT_MS_IN_A_LOG = 4_000;
    private static final long VERDICT_MS = 60_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "orders a second (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "24",
            description = "accounts that it opens (default: ${DEFAULT-VALUE})")
    private int accounts;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "how long (default: until Ctrl-C or the end of the network)")
    private int seconds;

    @Option(names = "--seed", paramLabel = "N", description = "makes the same people do the same")
    private @Nullable Long seed;

    @Option(
            names = "--faults",
            paramLabel = "N",
            description =
                    "kills, pauses and cuts off leaders in turn, N times in all, evenly over --seconds")
    private int faults;

    private volatile boolean ending;
    private volatile @Nullable DaveBot current;

    @Override
    public int run(BankClient bank) throws InterruptedException {
        if (rate < 1 || rate > 10_000 || accounts < 1 || accounts > 10_000 || seconds < 0) {
            throw usage("--rate and --accounts take 1 to 10000, --seconds 0 or more");
        }
        if (faults < 0 || faults > 10_000 || (faults > 0 && seconds == 0)) {
            throw usage("--faults takes 0 to 10000, and needs --seconds");
        }
        HttpTeller teller = new HttpTeller(bank);
        CountDownLatch verdictPrinted = new CountDownLatch(1);
        Thread onSignal = new Thread(() -> endOnSignal(verdictPrinted), "bot-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            // A history must fit into memory, so an endless bot judges itself in rounds.
            int code = 0;
            int round = 0;
            do {
                Verdict verdict = faults > 0 ? drill(bank, teller) : round(teller, round++);
                print(verdict);
                code = exitCode(verdict);
            } while (seconds == 0 && code == 0 && !ending);
            return code;
        } finally {
            verdictPrinted.countDown();
            forget(onSignal);
        }
    }

    /** One round in which leaders are harmed; says what was under way at each harm. */
    private Verdict drill(BankClient bank, HttpTeller teller) throws InterruptedException {
        Disturbances disturbances = new Disturbances(bank, line -> err().println(line));
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> harms =
                    other.submit(() -> {
                        disturbances.run(faults, seconds);
                        return null;
                    });
            Verdict verdict = round(teller, 0);
            disturbances.end();
            harms.get();
            return verdict;
        } catch (ExecutionException e) {
            throw new Failure("the faults ended early: " + e.getCause());
        } finally {
            printUnderWay(disturbances.done());
        }
    }

    private void printUnderWay(List<Disturbances.Done> harms) {
        DaveBot bot = current;
        Trail trail = bot == null ? null : bot.trail();
        if (json || trail == null) {
            return;
        }
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Integer> underWay = new TreeMap<>();
        for (Disturbances.Done each : harms) {
            counts.merge(word(each.kind()), 1, Integer::sum);
            Map<Kind, Integer> byKind = trail.underWayAt(each.atNs());
            byKind.forEach((kind, count) -> underWay.merge(word(kind), count, Integer::sum));
            if (each.kind() == Disturbances.Kind.KILL) {
                out().println(
                                "kill of "
                                        + each.node()
                                        + ", which led "
                                        + each.led()
                                        + ": under way "
                                        + byKind);
            }
        }
        out().println("Done " + counts + "; under way in all " + underWay + ".");
    }

    private static String word(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private Verdict round(HttpTeller teller, int round) throws InterruptedException {
        long newSeed = seed == null ? System.nanoTime() : seed + round;
        String name = Long.toString(System.currentTimeMillis(), 36) + round;
        DaveBot bot = new DaveBot(teller, new DaveBot.Plan(name, rate, accounts, seconds, newSeed));
        current = bot;
        if (ending) {
            bot.stop();
        }
        CountDownLatch done = new CountDownLatch(1);
        Thread live = Thread.ofVirtual().start(() -> reportProgress(bot, done));
        try {
            return bot.run();
        } finally {
            done.countDown();
            live.join();
        }
    }

    private void endOnSignal(CountDownLatch verdictPrinted) {
        ending = true;
        DaveBot bot = current;
        if (bot != null) {
            bot.stop();
        }
        try {
            // The process ends when this thread does: wait for the verdict.
            if (!verdictPrinted.await(VERDICT_MS, TimeUnit.MILLISECONDS)) {
                err().println("davebank: no verdict in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // The hook is running already.
        }
    }

    private void reportProgress(DaveBot bot, CountDownLatch done) {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        long everyMs = terminal ? REPORT_MS : REPORT_MS_IN_A_LOG;
        DaveBot.Counts before = bot.counts();
        long beforeNs = System.nanoTime();
        try {
            while (!done.await(everyMs, TimeUnit.MILLISECONDS)) {
                DaveBot.Counts now = bot.counts();
                long nowNs = System.nanoTime();
                err().println(line(before, now, (nowNs - beforeNs) / 1e9));
                err().flush();
                before = now;
                beforeNs = nowNs;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static String line(DaveBot.Counts before, DaveBot.Counts now, double tookS) {
        if (now.operations() == 0) {
            return now.accounts() + " accounts opened";
        }
        return String.format(
                Locale.ROOT,
                "%,d posted, %,d rejected, %,d not done, %,d unknown; %.0f a second, slowest %,d ms",
                now.posted(),
                now.rejected(),
                now.notDone(),
                now.unknown(),
                (now.operations() - before.operations()) / tookS,
                now.slowestMs());
    }

    private static int exitCode(Verdict verdict) {
        return switch (verdict.ruling()) {
            case CORRECT -> 0;
            case VIOLATED -> ExitCode.WITH_REJECTS;
            case UNKNOWN -> ExitCode.FAILURE;
        };
    }

    private void print(Verdict verdict) {
        if (json) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("verdict", verdict.ruling().name().toLowerCase(Locale.ROOT));
            body.put("operations", verdict.operations());
            body.put("posted", verdict.posted());
            body.put("rejected", verdict.rejected());
            body.put("not_done", verdict.notDone());
            body.put("unknown_posted", verdict.resolvedPosted());
            body.put("unknown_absent", verdict.resolvedAbsent());
            body.put("foreign", verdict.foreign());
            body.put("violations", verdict.violations());
            body.put("examples", verdict.examples());
            body.put("log_order", finding(verdict.logOrder()));
            body.put("windows", finding(verdict.windows()));
            out().println(write(body));
        } else {
            out().println(sentence(verdict));
            if (verdict.ruling() != Verdict.Ruling.UNKNOWN) {
                out().println(checkers(verdict));
            }
            verdict.examples().forEach(each -> out().println("  " + each));
        }
        out().flush();
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("verdict", finding.ruling().name().toLowerCase(Locale.ROOT));
        body.put("calls", finding.judged());
        body.put("undecided", finding.undecided());
        body.put("violations", finding.violations());
        return body;
    }

    static String checkers(Verdict verdict) {
        Finding logs = verdict.logOrder();
        Finding windows = verdict.windows();
        return String.format(
                Locale.ROOT,
                "Order of the logs %s: %,d calls. Windows of calls %s: %,d calls, %,d undecided.",
                logs.ruling(),
                logs.judged(),
                windows.ruling(),
                windows.judged(),
                windows.undecided());
    }

    static String sentence(Verdict verdict) {
        return switch (verdict.ruling()) {
            case UNKNOWN -> "Verdict UNKNOWN: the books could not be read.";
            case VIOLATED ->
                    String.format(
                            Locale.ROOT,
                            "Verdict VIOLATED: %,d breaks of a rule in %,d orders.",
                            verdict.violations(),
                            verdict.operations());
            case CORRECT ->
                    String.format(
                            Locale.ROOT,
                            "Verdict CORRECT: %,d orders; %,d posted once each, %,d rejected for good,"
                                    + " %,d not done; of %,d unknown ones %,d were posted.",
                            verdict.operations(),
                            verdict.posted(),
                            verdict.rejected(),
                            verdict.notDone(),
                            verdict.resolvedPosted() + verdict.resolvedAbsent(),
                            verdict.resolvedPosted());
        };
    }
}
