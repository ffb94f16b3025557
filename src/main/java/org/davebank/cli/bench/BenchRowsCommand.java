package org.davebank.cli.bench;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.davebank.api.bank.ImportAnswer;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.ProgressLine;
import org.davebank.client.BankClient;
import org.davebank.exchange.FileFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures rows a second in and out: imports by the job's own times, from accepted to done, exports
 * by the whole answer. Only measures, and leaves its rows in the bank.
 */
@Command(
        name = "rows",
        mixinStandardHelpOptions = true,
        description = {
            "Imports rows in each format, as new ones and once more, and exports the whole bank.",
            "The new rows are deposits on accounts of its own; nothing is cleaned up.",
            "Two rounds by default."
        })
final class BenchRowsCommand extends RoundsCommand {

    private static final int ROWS_MAX = 1_000_000;
    private static final int ROUNDS = 2;
    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(5);
    private static final long POLL_MS = 5;
    private static final long STILL_NS_MAX = 20_000_000_000L;
    private static final List<String> EXPORTS = List.of("csv", "json", "ndjson", "xml");
    private static final List<String> WHAT = List.of("transactions", "accounts");

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "20000",
            description = "rows of a file (default: ${DEFAULT-VALUE})")
    private int rows;

    BenchRowsCommand() {
        super("rows/s", ROUNDS);
    }

    @Override
    public int run(BankClient bank) throws Exception {
        int rounds = rounds();
        if (rows < 1 || rows > ROWS_MAX) {
            throw usage("--rows takes 1 to " + ROWS_MAX);
        }
        String currency = bank.get("/cluster", ClusterAnswer.class).currency();
        ProgressLine line = ProgressLine.on(err());
        Path file = Files.createTempFile("davebank-bench-", ".rows");
        try {
            BenchRowFile.accounts(file, rows, currency);
            importOnce(bank, file, "accounts.csv");
            for (int round = 0; round < rounds; round++) {
                String name = "Round " + (round + 1) + " of " + rounds;
                for (FileFormat format : BenchRowFile.FORMATS) {
                    line.show(name + ", import of " + format.ending());
                    BenchRowFile.transactions(file, format, rows, UUID.randomUUID(), currency);
                    imports(bank, file, format.ending());
                }
                line.show(name + ", exports");
                exports(bank);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        line.end();
        print();
        return 0;
    }

    private void imports(BankClient bank, Path file, String ending) throws Exception {
        for (String column : new String[] {"created", "duplicate"}) {
            long[] tookNs = {0};
            BankClient.Answer answer = importOnce(bank, file, "bench." + ending, tookNs);
            ImportAnswer job = answer.orFail(ImportAnswer.class);
            if ((column.equals("created") ? job.created() : job.duplicate()) != rows) {
                throw new Failure(
                        "of " + rows + " rows not all were " + column + ": " + answer.json());
            }
            figures.add("import " + ending + ", " + column, rows / (tookNs[0] / 1e9));
        }
    }

    private static void importOnce(BankClient bank, Path file, String name) throws Exception {
        BankClient.Answer answer = importOnce(bank, file, name, new long[1]);
        if (answer.orFail(ImportAnswer.class).rejected() > 0) {
            throw new Failure("the accounts of this command could not be opened: " + answer.json());
        }
    }

    /** Polls one server until the job is done; {@code tookNs} is from accepted to done. */
    private static BankClient.Answer importOnce(
            BankClient bank, Path file, String name, long[] tookNs) throws Exception {
        BankClient.Answer accepted =
                bank.ask(
                        new BankClient.Call(
                                "POST",
                                with("/imports", "file_name", name),
                                () -> body(file),
                                "application/octet-stream",
                                BankClient.newKey(),
                                UPLOAD_TIMEOUT,
                                UPLOAD_TIMEOUT));
        long startNs = System.nanoTime();
        String path = "/imports/" + accepted.orFail(ImportAnswer.class).id();
        long movedNs = startNs;
        for (long seen = 0; System.nanoTime() - movedNs < STILL_NS_MAX; Thread.sleep(POLL_MS)) {
            BankClient.Answer answer = bank.once(accepted.server(), BankClient.Call.get(path));
            if (answer.status() == 404) {
                continue; // This server may not know the new job yet either.
            }
            ImportAnswer job = answer.orFail(ImportAnswer.class);
            switch (job.state()) {
                case "done" -> {
                    tookNs[0] = System.nanoTime() - startNs;
                    return answer;
                }
                case "failed", "cancelled" ->
                        throw new Failure("the import failed: " + answer.json());
                default -> {
                    movedNs = job.rows() > seen ? System.nanoTime() : movedNs;
                    seen = job.rows();
                }
            }
        }
        throw new Failure(
                "the import of "
                        + name
                        + " stands still: does the network have its quorums,"
                        + " and its nodes memory left?");
    }

    private static BodyPublisher body(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new Failure("there is no file " + file);
        }
    }

    private void exports(BankClient bank) throws IOException {
        String server = bank.servers().getFirst();
        for (String what : WHAT) {
            String path = "/exports/" + what + "?format=";
            Lines lines = new Lines();
            // A record is one line of this format, whatever its content.
            bank.download(List.of(server), path + "ndjson", lines);
            for (String format : EXPORTS) {
                long startNs = System.nanoTime();
                bank.download(List.of(server), path + format, OutputStream.nullOutputStream());
                double tookS = (System.nanoTime() - startNs) / 1e9;
                figures.add(
                        String.format(Locale.ROOT, "export %s, %s", format, what),
                        lines.count / tookS);
            }
        }
    }

    private static final class Lines extends OutputStream {
        long count;

        @Override
        public void write(int value) {
            count += value == '\n' ? 1 : 0;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                count += bytes[i] == '\n' ? 1 : 0;
            }
        }
    }
}
