package org.davebank.cli.bench;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.ExitCode;
import org.davebank.simulator.Simulation;
import org.davebank.simulator.SimulationReport;
import org.davebank.simulator.SimulationSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs seeds of the simulator, each on one thread, as many in parallel as there are processors.
 *
 * <p>Exit code 3 if a seed broke a rule, or its run did not do enough to count.
 */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs whole networks in virtual time with faults, and checks every event.")
public final class SimulateCommand implements Callable<Integer> {

    private static final int SEEDS_MAX = 1_000_000;

    /** With faults, or a calm network. */
    enum Faults {
        ALL,
        NONE
    }

    /** @param cpuNs processor time of the thread, so that a busy machine does not count */
    private record Run(SimulationReport report, long cpuNs) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Option(names = "--seed", description = "one seed, or the first one with --seeds")
    private @Nullable Long seed;

    @Option(names = "--seeds", description = "how many seeds", paramLabel = "N")
    private @Nullable Integer seeds;

    @Option(
            names = "--minutes",
            description = "virtual minutes with faults of each seed (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private int minutes;

    @Option(names = "--servers", description = "server nodes (default: as the seed decides)")
    private @Nullable Integer servers;

    @Option(names = "--workers", description = "worker nodes (default: as the seed decides)")
    private @Nullable Integer workers;

    @Option(names = "--shards", description = "ledger shards (default: as the seed decides)")
    private @Nullable Integer shards;

    @Option(names = "--replicas", description = "replicas of a shard (default: 3)")
    private @Nullable Integer replicas;

    @Option(
            names = "--faults",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "ALL")
    private Faults faults = Faults.ALL;

    @Option(
            names = "--sealed",
            negatable = true,
            description = "packets through the sealed transport (default: one seed in twenty)")
    private @Nullable Boolean sealed;

    @Option(
            names = "--grown",
            negatable = true,
            description = "founded by one server, then grown (default: one seed in five)")
    private @Nullable Boolean grown;

    @Option(
            names = "--rules",
            description = "the newest rules of the ledger that machines know (default: all)")
    private int rules = SimulationSettings.RULES_NEWEST;

    @Option(names = "--threads", description = "seeds run side by side (default: all processors)")
    private @Nullable Integer threads;

    @Option(names = "--trace", description = "print every event; for one seed")
    private boolean trace;

    @Option(names = "--json", description = "one line of JSON for each seed")
    private boolean json;

    @Option(names = "--stop-at-failure", description = "begin no seed after one broke a rule")
    private boolean stopAtFailure;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        int count = seeds == null ? 1 : seeds;
        if (count < 1 || count > SEEDS_MAX) {
            throw new ParameterException(spec.commandLine(), "--seeds takes 1 to " + SEEDS_MAX);
        }
        if (threads != null && threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads takes 1 or more");
        }
        if (trace && count > 1) {
            throw new ParameterException(spec.commandLine(), "--trace is for one seed");
        }
        long first = seed == null ? 1 : seed;
        List<SimulationSettings> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(settings(first + i));
        }
        return run(all);
    }

    private SimulationSettings settings(long seed) {
        try {
            SimulationSettings usual = SimulationSettings.ofSeed(seed, minutes);
            return new SimulationSettings(
                    seed,
                    minutes,
                    servers == null ? usual.servers() : servers,
                    workers == null ? usual.workers() : workers,
                    shards == null ? usual.shards() : shards,
                    replicas == null ? usual.replicas() : replicas,
                    grown == null ? usual.grown() : grown,
                    faults == Faults.ALL,
                    sealed == null ? usual.sealed() : sealed,
                    rules);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private int run(List<SimulationSettings> all) throws InterruptedException, ExecutionException {
        PrintWriter out = spec.commandLine().getOut();
        int width = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        long beganNs = System.nanoTime();
        List<Run> runs = new ArrayList<>();
        if (!json) {
            out.println(
                    "      seed    events   commands  reads  crashes  leaders  partitions  replaced  "
                            + "events/s  trace hash        verdict");
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(width)) {
            List<Future<@Nullable Run>> pending = new ArrayList<>();
            AtomicBoolean stop = new AtomicBoolean();
            all.forEach(each -> pending.add(pool.submit(() -> run(each, out, stop))));
            for (Future<@Nullable Run> each : pending) {
                Run done = each.get();
                if (done != null) {
                    runs.add(done);
                    print(out, done);
                }
            }
        }
        return summary(out, runs, System.nanoTime() - beganNs);
    }

    /** Null if another seed has failed and no more results are needed. */
    private @Nullable Run run(SimulationSettings settings, PrintWriter out, AtomicBoolean stop) {
        if (stop.get()) {
            return null;
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long beganNs = threads.getCurrentThreadCpuTime();
        SimulationReport report = Simulation.run(settings, trace ? out::println : null);
        stop.compareAndSet(false, stopAtFailure && !report.passed());
        return new Run(report, threads.getCurrentThreadCpuTime() - beganNs);
    }

    private void print(PrintWriter out, Run run) {
        SimulationReport report = run.report;
        String verdict =
                report.violation() != null ? "VIOLATED" : report.counts() ? "ok" : "too little";
        if (json) {
            out.println(json(run, verdict));
        } else {
            out.printf(
                    Locale.ROOT,
                    "%10d %9d  %9d %6d %8d %8d %11d %9d %9d  %016x  %s%s%n",
                    report.settings().seed(),
                    report.events(),
                    report.acknowledged(),
                    report.reads(),
                    report.crashes(),
                    report.leaderChanges(),
                    report.partitions(),
                    report.replaced(),
                    perSecond(report.events(), run.cpuNs),
                    report.traceHash(),
                    verdict,
                    report.settings().sealed() ? " (sealed)" : "");
            if (report.violation() != null) {
                out.println("    " + report.violation());
            }
            if (!verdict.equals("ok")) {
                out.println("    replay: " + replay(report));
            }
        }
        out.flush();
    }

    private static String json(Run run, String verdict) {
        SimulationReport report = run.report;
        String violation = report.violation();
        return String.format(
                Locale.ROOT,
                "{\"seed\":%d,\"verdict\":\"%s\",\"events\":%d,\"commands\":%d,\"reads\":%d,"
                        + "\"crashes\":%d,\"pauses\":%d,\"leader_changes\":%d,\"partitions\":%d,"
                        + "\"replaced\":%d,"
                        + "\"messages_lost\":%d,\"converged\":%b,\"virtual_ms\":%d,"
                        + "\"cpu_ms\":%d,\"undecided\":%d,\"trace_hash\":\"%016x\",\"violation\":%s,"
                        + "\"replay\":%s}",
                report.settings().seed(),
                verdict,
                report.events(),
                report.acknowledged(),
                report.reads(),
                report.crashes(),
                report.pauses(),
                report.leaderChanges(),
                report.partitions(),
                report.replaced(),
                report.messagesLost(),
                report.converged(),
                report.virtualNs() / 1_000_000,
                run.cpuNs / 1_000_000,
                report.undecided(),
                report.traceHash(),
                violation == null ? "null" : quoted(violation),
                quoted(replay(report)));
    }

    /** The command that repeats exactly this seed. */
    private static String replay(SimulationReport report) {
        return DataFolder.launcher() + " " + report.settings().arguments();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else if (each < ' ') {
                quoted.append(String.format("\\u%04x", (int) each));
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }

    private int summary(PrintWriter out, List<Run> runs, long elapsedNs) {
        long events = 0;
        long cpuNs = 0;
        long counted = 0;
        long violated = 0;
        long undecided = 0;
        for (Run run : runs) {
            events += run.report.events();
            cpuNs += run.cpuNs;
            counted += run.report.counts() ? 1 : 0;
            violated += run.report.passed() ? 0 : 1;
            undecided += run.report.undecided();
        }
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    "%d of %d seeds count, %d broke a rule; %d events checked in %.1f s,"
                            + " %d a second of processor time; %d calls undecided%n",
                    counted,
                    runs.size(),
                    violated,
                    events,
                    elapsedNs / 1e9,
                    perSecond(events, cpuNs),
                    undecided);
            out.flush();
        }
        return counted == runs.size() ? 0 : ExitCode.WITH_REJECTS;
    }

    private static long perSecond(long events, long cpuNs) {
        return (long) (events * 1e9 / Math.max(1, cpuNs));
    }
}
