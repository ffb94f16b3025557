package org.davebank.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.host.Secrets;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.node.Reply;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Durable replicated deposits a second on a running network, by the bank's own protocol or by REST:
 * a closed loop on ten thousand accounts at random, one line a level. It judges nothing.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures durable replicated deposits a second on a running network.",
            "A line a level, tab-separated: R, davebank, variant, in flight, batch, deposits/s,"
                    + " p50 ms, p99 ms, CPU s of all processes, seconds, errors."
        },
        subcommands = {BenchFilesCommand.class, BenchRowsCommand.class})
final class BenchCommand extends BankCommand {

    static final int ACCOUNTS = 10_000;
    private static final int FIRST_ACCOUNT = 90_000_000;
    private static final int ACCOUNTS_PER_ENTRY = 500;
    private static final int IN_FLIGHT_MAX = 4_096;
    private static final int BATCH_MAX = 8_000;
    private static final double TICKS_PER_SECOND = 100;
    private static final long DRAIN_NS = 10_000_000_000L;

    /** Requests under way at a time, and deposits in each of them. */
    record Level(int inFlight, int batch) {}

    private static final List<Level> LEVELS =
            List.of(
                    new Level(1, 1),
                    new Level(16, 1),
                    new Level(64, 1),
                    new Level(256, 1),
                    new Level(16, 100),
                    new Level(16, 1_000));

    /** What one level came to; latencies are those of whole requests. */
    record Figures(
            String variant,
            Level level,
            double perSecond,
            double p50Ms,
            double p99Ms,
            double cpuS,
            double seconds,
            long errors) {

        String line() {
            return String.join(
                    "\t",
                    "R",
                    "davebank",
                    variant,
                    Integer.toString(level.inFlight()),
                    Integer.toString(level.batch()),
                    String.format(Locale.ROOT, "%.0f", perSecond),
                    String.format(Locale.ROOT, "%.3f", p50Ms),
                    String.format(Locale.ROOT, "%.3f", p99Ms),
                    String.format(Locale.ROOT, "%.2f", cpuS),
                    String.format(Locale.ROOT, "%.2f", seconds),
                    Long.toString(errors));
        }
    }

    @Option(names = "--http", description = "by REST, a deposit a request")
    private boolean http;

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

    private final RandomSource random = new RandomSource(System.nanoTime());
    private final List<List<AccountNumber>> byShard = new ArrayList<>();
    private final List<AccountNumber> all = new ArrayList<>();
    private int shards;

    @Override
    int run(BankClient bank) throws Exception {
        List<Level> levels = levels();
        if (seconds < 1 || seconds > 3_600 || warmupSeconds < 0 || warmupSeconds > 3_600) {
            throw usage("--seconds and --warmup take up to 3600");
        }
        if (connection.isRemote() && !http) {
            throw usage("--url works with --http only: the protocol needs the network's key");
        }
        JsonNode cluster = bank.get("/cluster");
        shards = cluster.path("shards").size();
        chooseAccounts();
        Secrets secrets = connection.isRemote() ? null : Secrets.load(connection.data.path());
        if (secrets == null && !http) {
            throw new Failure("no network runs on " + connection.data.path());
        }
        ProgressLine line = ProgressLine.on(err());
        if (secrets == null) {
            openByHttp(bank, line);
            line.end();
            measureHttp(bank, levels);
            return 0;
        }
        try (BenchLink link = BenchLink.open("127.0.0.1", secrets.transportKey(), cluster)) {
            open(link, line);
            line.end();
            if (http) {
                measureHttp(bank, levels);
            } else {
                warmUp(new Level(64, 1), level -> byProtocol(link, level, warmupSeconds));
                for (Level level : levels) {
                    print(byProtocol(link, level, seconds));
                }
            }
        }
        return 0;
    }

    private void measureHttp(BankClient bank, List<Level> levels) throws Exception {
        warmUp(new Level(16, 1), level -> byHttp(bank, level, warmupSeconds));
        for (Level level : levels) {
            print(byHttp(bank, level, seconds));
        }
    }

    private List<Level> levels() {
        if (http && batch != null && batch > 1) {
            throw usage("REST takes no batches yet");
        }
        if (inFlight == null && batch == null) {
            return http ? LEVELS.stream().filter(each -> each.batch() == 1).toList() : LEVELS;
        }
        Level level = new Level(inFlight == null ? 16 : inFlight, batch == null ? 1 : batch);
        if (level.inFlight() < 1 || level.inFlight() > IN_FLIGHT_MAX) {
            throw usage("--inflight takes 1 to " + IN_FLIGHT_MAX);
        }
        if (level.batch() < 1 || level.batch() > BATCH_MAX) {
            throw usage("--batch takes 1 to " + BATCH_MAX);
        }
        return List.of(level);
    }

    private interface Measurement {
        Figures of(Level level) throws Exception;
    }

    private void warmUp(Level level, Measurement measurement) throws Exception {
        if (warmupSeconds > 0) {
            err().println("Warming up for " + warmupSeconds + " s.");
            err().flush();
            Figures cold = measurement.of(level);
            err().printf(Locale.ROOT, "Cold: %.0f deposits a second.%n", cold.perSecond());
            err().flush();
        }
    }

    private void print(Figures figures) {
        if (json) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("variant", figures.variant());
            body.put("in_flight", figures.level().inFlight());
            body.put("batch", figures.level().batch());
            body.put("deposits_per_second", figures.perSecond());
            body.put("p50_ms", figures.p50Ms());
            body.put("p99_ms", figures.p99Ms());
            body.put("cpu_s", figures.cpuS());
            body.put("seconds", figures.seconds());
            body.put("errors", figures.errors());
            out().println(write(body));
        } else {
            out().println(figures.line());
        }
        out().flush();
    }

    private void chooseAccounts() {
        for (int shard = 0; shard < shards; shard++) {
            byShard.add(new ArrayList<>());
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            AccountNumber account = new AccountNumber(FIRST_ACCOUNT + i);
            all.add(account);
            byShard.get(Slots.shardOf(account, shards)).add(account);
        }
    }

    private void open(BenchLink link, ProgressLine line) throws IOException {
        long[] refused = {0};
        int[] opened = {0};
        for (int shard = 0; shard < shards; shard++) {
            List<AccountNumber> accounts = byShard.get(shard);
            for (int from = 0; from < accounts.size(); from += ACCOUNTS_PER_ENTRY) {
                List<LedgerCommand> commands = new ArrayList<>();
                int to = Math.min(accounts.size(), from + ACCOUNTS_PER_ENTRY);
                for (AccountNumber account : accounts.subList(from, to)) {
                    commands.add(
                            new LedgerCommand.OpenAccount(
                                    account,
                                    "bench-" + account,
                                    "Bench " + account,
                                    "GBP",
                                    0,
                                    List.of(),
                                    "bench",
                                    "bench"));
                }
                link.post(
                        GroupId.ofShard(shard),
                        commands,
                        (posted, again) -> {
                            for (LedgerResult result : posted.results()) {
                                refused[0] += result instanceof LedgerResult.Opened ? 0 : 1;
                            }
                            opened[0] += posted.results().size();
                        });
                // One entry at a time: opening accounts is not what is measured.
                drain(link);
                line.show("Opening accounts " + ProgressLine.bar(opened[0], ACCOUNTS));
            }
        }
        if (refused[0] > 0) {
            throw new Failure(refused[0] + " accounts could not be opened");
        }
    }

    private static void drain(BenchLink link) throws IOException {
        long endNs = System.nanoTime() + DRAIN_NS;
        while (link.underWay() > 0) {
            if (System.nanoTime() > endNs) {
                throw new Failure(
                        link.busy().isEmpty()
                                ? "the network does not answer"
                                : "the network refuses more: " + link.busy());
            }
            link.turn(endNs);
        }
    }

    /** One closed loop on one thread. */
    private final class Loop {
        final BenchLink link;
        final Level level;
        final Percentiles latenciesNs = new Percentiles();
        long startNs;
        long endNs;
        long lastNs;
        long deposits;
        long errors;

        Loop(BenchLink link, Level level) {
            this.link = link;
            this.level = level;
        }

        void begin() {
            int shard = Slots.shardOf(all.get(random.nextInt(ACCOUNTS)), shards);
            List<AccountNumber> accounts = byShard.get(shard);
            List<LedgerCommand> commands = new ArrayList<>(level.batch());
            for (int i = 0; i < level.batch(); i++) {
                commands.add(deposit(accounts.get(random.nextInt(accounts.size()))));
            }
            long beganNs = System.nanoTime();
            link.post(
                    GroupId.ofShard(shard),
                    commands,
                    (posted, again) -> ended(posted, again, beganNs));
        }

        void ended(Reply.Posted posted, int again, long beganNs) {
            long nowNs = System.nanoTime();
            if (nowNs <= endNs) {
                latenciesNs.add(nowNs - beganNs);
                lastNs = nowNs;
                errors += again;
                for (LedgerResult result : posted.results()) {
                    boolean good =
                            result instanceof LedgerResult.Recorded recorded
                                    && recorded.transaction().status() == TransactionStatus.POSTED;
                    deposits += good ? 1 : 0;
                    errors += good ? 0 : 1;
                }
                begin();
            }
        }
    }

    private LedgerCommand deposit(AccountNumber account) {
        return new LedgerCommand.Post(
                new TransactionId(random.nextLong(), random.nextLong()),
                null,
                TransactionKind.DEPOSIT,
                account,
                null,
                1 + random.nextInt(10_000),
                2,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                "bench",
                "bench");
    }

    private Figures byProtocol(BenchLink link, Level level, int forSeconds) throws IOException {
        double cpuBefore = cpuSeconds();
        Loop loop = new Loop(link, level);
        loop.startNs = System.nanoTime();
        loop.endNs = loop.startNs + forSeconds * 1_000_000_000L;
        for (int i = 0; i < level.inFlight(); i++) {
            loop.begin();
        }
        while (System.nanoTime() < loop.endNs) {
            link.turn(loop.endNs);
        }
        double cpuS = cpuSeconds() - cpuBefore;
        double tookS = (System.nanoTime() - loop.startNs) / 1e9;
        drain(link);
        return figures("udp", level, loop.deposits, loop.latenciesNs, cpuS, tookS, loop.errors);
    }

    private static Figures figures(
            String variant,
            Level level,
            long deposits,
            Percentiles latenciesNs,
            double cpuS,
            double tookS,
            long errors) {
        return new Figures(
                variant,
                level,
                deposits / tookS,
                latenciesNs.at(50) / 1e6,
                latenciesNs.at(99) / 1e6,
                cpuS,
                tookS,
                errors);
    }

    private void openByHttp(BankClient bank, ProgressLine line) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        inParallel(
                16,
                () -> {
                    for (long i = next.getAndIncrement();
                            i < ACCOUNTS;
                            i = next.getAndIncrement()) {
                        String number = all.get((int) i).toString();
                        String body = write(Map.of("holder", "Bench " + number, "number", number));
                        try {
                            boolean open =
                                    bank.send(
                                                    BankClient.Call.post(
                                                            "/accounts", body, "bench-" + number))
                                            .isDone();
                            failed.addAndGet(open ? 0 : 1);
                        } catch (BankClient.NoAnswer e) {
                            failed.incrementAndGet();
                        }
                        synchronized (line) {
                            line.show("Opening accounts " + ProgressLine.bar(i, ACCOUNTS));
                        }
                    }
                });
        if (failed.get() > 0) {
            throw new Failure(failed + " accounts could not be opened");
        }
    }

    private static void inParallel(int count, Runnable work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private Figures byHttp(BankClient bank, Level level, int forSeconds)
            throws InterruptedException {
        double cpuBefore = cpuSeconds();
        long startNs = System.nanoTime();
        long endNs = startNs + forSeconds * 1_000_000_000L;
        Percentiles latenciesNs = new Percentiles();
        AtomicLong errors = new AtomicLong();
        inParallel(
                level.inFlight(),
                () -> {
                    for (long nowNs = System.nanoTime(); nowNs < endNs; ) {
                        boolean good = depositByHttp(bank);
                        long doneNs = System.nanoTime();
                        if (!good) {
                            errors.incrementAndGet();
                        } else if (doneNs <= endNs) {
                            synchronized (latenciesNs) {
                                latenciesNs.add(doneNs - nowNs);
                            }
                        }
                        nowNs = doneNs;
                    }
                });
        double tookS = (System.nanoTime() - startNs) / 1e9;
        return figures(
                "http",
                level,
                latenciesNs.count(),
                latenciesNs,
                cpuSeconds() - cpuBefore,
                tookS,
                errors.get());
    }

    private boolean depositByHttp(BankClient bank) {
        String account;
        int minor;
        synchronized (random) {
            account = all.get(random.nextInt(ACCOUNTS)).toString();
            minor = 1 + random.nextInt(10_000);
        }
        String body =
                "{\"account_num\":\""
                        + account
                        + "\",\"transaction_type\":\"deposit\",\"amount\":"
                        + java.math.BigDecimal.valueOf(minor, 2)
                        + "}";
        try {
            return bank.send(BankClient.Call.post("/transactions", body, BankClient.newKey()))
                    .isDone();
        } catch (BankClient.NoAnswer e) {
            return false;
        }
    }

    /** User and system time of all nodes of this machine and of this process so far. */
    private double cpuSeconds() {
        double sum = ticks(ProcessHandle.current().pid());
        try {
            JsonNode file =
                    JsonMapper.shared()
                            .readTree(
                                    Files.readString(
                                            connection.data.path().resolve("network.json")));
            for (JsonNode node : file.path("nodes")) {
                sum += ticks(node.path("pid").asLong(0));
            }
        } catch (IOException | JacksonException e) {
            // A remote network: only this process can be seen.
        }
        return sum / TICKS_PER_SECOND;
    }

    private static double ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The name in the second field may have spaces; the rest begins behind its bracket.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
