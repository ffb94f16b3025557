package org.davebank.cli.bench;

import java.util.List;
import java.util.Locale;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.ProgressLine;
import org.davebank.client.BankClient;
import org.davebank.host.Secrets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Durable replicated deposits or transfers a second on a running network, by the bank's own protocol
 * or by REST: a closed loop on ten thousand random accounts, one line for each level. It only measures.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures durable replicated deposits or transfers a second on a running network.",
            "A line a level, tab-separated: R, davebank, variant, in flight, batch, a second,"
                    + " p50 ms, p99 ms, CPU s of all processes, seconds, errors."
        },
        subcommands = {BenchFilesCommand.class, BenchRowsCommand.class})
public final class BenchCommand extends BankCommand {

    private static final List<BenchLevel> LEVELS =
            List.of(
                    new BenchLevel(1, 1),
                    new BenchLevel(16, 1),
                    new BenchLevel(64, 1),
                    new BenchLevel(256, 1),
                    new BenchLevel(16, 100),
                    new BenchLevel(16, 1_000));

    @Option(names = "--http", description = "by REST, a deposit a request")
    private boolean http;

    @Option(names = "--reads", description = "with --http: balance reads instead of deposits")
    private boolean reads;

    @Option(
            names = "--transfers",
            description = "transfers between accounts of different shards instead of deposits")
    private boolean transfers;

    @Option(names = "--inflight", paramLabel = "N", description = "one level: requests under way")
    private @Nullable Integer inFlight;

    @Option(names = "--batch", paramLabel = "N", description = "one level: deposits a request")
    private @Nullable Integer batch;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "6",
            description = "measured a level (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "30",
            description =
                    "seconds of unmeasured work before the first level (default:"
                            + " ${DEFAULT-VALUE})")
    private int warmupSeconds;

    @Override
    public int run(BankClient bank) throws Exception {
        List<BenchLevel> levels = levels();
        if (seconds < 1 || seconds > 3_600 || warmupSeconds < 0 || warmupSeconds > 3_600) {
            throw usage("--seconds and --warmup take up to 3600");
        }
        if (reads && !http) {
            throw usage("--reads goes with --http");
        }
        if (reads && transfers) {
            throw usage("--reads and --transfers exclude each other");
        }
        if (connection.isRemote() && !http) {
            throw usage("--url works with --http only: the protocol needs the network's key");
        }
        ClusterAnswer cluster = bank.get("/cluster", ClusterAnswer.class);
        BenchAccounts accounts = new BenchAccounts(cluster.shards().size());
        if (transfers && accounts.shards() < 2) {
            throw new Failure("the network has one shard: there is nothing to transfer between");
        }
        Secrets secrets = connection.isRemote() ? null : Secrets.load(connection.data.path());
        if (secrets == null && !http) {
            throw new Failure("no network runs on " + connection.data.path());
        }
        ProgressLine line = ProgressLine.on(err());
        HttpBench byHttp =
                new HttpBench(bank, connection.network(), accounts, connection.data.path());
        if (secrets == null) {
            byHttp.open(line, work());
            line.end();
            measureHttp(byHttp, levels);
            return 0;
        }
        try (BenchLink link = BenchLink.open("127.0.0.1", secrets.transportKey(), cluster)) {
            ProtocolBench bench = new ProtocolBench(link, accounts, connection.data.path(), work());
            bench.open(line);
            line.end();
            if (http) {
                measureHttp(byHttp, levels);
            } else {
                warmUp(new BenchLevel(64, 1), level -> bench.measure(level, warmupSeconds));
                for (BenchLevel level : levels) {
                    print(bench.measure(level, seconds));
                }
            }
        }
        return 0;
    }

    private BenchWork work() {
        if (transfers) {
            return BenchWork.TRANSFERS;
        }
        return reads ? BenchWork.READS : BenchWork.DEPOSITS;
    }

    private void measureHttp(HttpBench bench, List<BenchLevel> levels) throws Exception {
        warmUp(new BenchLevel(16, 1), level -> bench.measure(work(), level, warmupSeconds));
        for (BenchLevel level : levels) {
            print(bench.measure(work(), level, seconds));
        }
    }

    private List<BenchLevel> levels() {
        if (http && batch != null && batch > 1) {
            throw usage("REST takes no batches yet");
        }
        if (inFlight == null && batch == null) {
            return http ? LEVELS.stream().filter(each -> each.batch() == 1).toList() : LEVELS;
        }
        BenchLevel level =
                new BenchLevel(inFlight == null ? 16 : inFlight, batch == null ? 1 : batch);
        if (level.inFlight() < 1 || level.inFlight() > BenchLevel.IN_FLIGHT_MAX) {
            throw usage("--inflight takes 1 to " + BenchLevel.IN_FLIGHT_MAX);
        }
        if (level.batch() < 1 || level.batch() > BenchLevel.BATCH_MAX) {
            throw usage("--batch takes 1 to " + BenchLevel.BATCH_MAX);
        }
        return List.of(level);
    }

    private interface Measurement {
        BenchFigures of(BenchLevel level) throws Exception;
    }

    private void warmUp(BenchLevel level, Measurement measurement) throws Exception {
        if (warmupSeconds > 0) {
            err().println("Warming up for " + warmupSeconds + " s.");
            err().flush();
            BenchFigures cold = measurement.of(level);
            err().printf(Locale.ROOT, "Cold: %.0f a second.%n", cold.perSecond());
            err().flush();
        }
    }

    private void print(BenchFigures figures) {
        out().println(json ? write(figures.fields()) : figures.line());
        out().flush();
    }
}
