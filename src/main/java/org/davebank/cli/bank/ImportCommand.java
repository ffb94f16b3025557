package org.davebank.cli.bank;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.davebank.api.bank.ImportAnswer;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.base.Money;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.ExitCode;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Formats;
import org.davebank.cli.command.ProgressLine;
import org.davebank.client.BankClient;
import org.davebank.exchange.FileFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Imports files into the bank. The network runs the job; this command uploads, follows the job and
 * prints its progress. When its server dies it continues with another one, under the same key.
 */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Imports files of accounts or transactions.")
public final class ImportCommand extends BankCommand {

    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration UPLOAD_DEADLINE = Duration.ofMinutes(30);
    private static final long POLL_MS = 200;

    /** For this long another server may not know a job that was just accepted. */
    private static final long NEWS_NS = 10_000_000_000L;

    /** A mapping in the URL must leave room for the other headers. */
    private static final int ADDRESS_CHARACTERS_MAX = 6_000;

    /** The option's value that replaces a file with a mapping. */
    private static final String AUTO = "auto";

    private static final Set<String> ENDS = Set.of("done", "failed", "cancelled");

    enum Mode {
        LIVE,
        HISTORY
    }

    enum OnError {
        SKIP,
        ABORT
    }

    @Parameters(index = "0", arity = "1..*", paramLabel = "FILE", description = "what to import")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Formats.Imports.class,
            completionCandidates = Formats.Imports.class,
            description = "${COMPLETION-CANDIDATES} (default: found out from the file)")
    private @Nullable FileFormat format;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description =
                    "JSON that says which column of a foreign file means what, or auto: proposed from"
                            + " the file's first rows")
    private @Nullable Path mapping;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "the account of all rows: a number, an alias or a foreign id")
    private @Nullable String account;

    @Option(
            names = "--create-accounts",
            description = "opens accounts for foreign ids that the bank does not know")
    private boolean createAccounts;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "LIVE",
            description = "${COMPLETION-CANDIDATES}: history posts the past without funds checks")
    private Mode mode = Mode.LIVE;

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            defaultValue = "SKIP",
            description = "${COMPLETION-CANDIDATES}: at the first rejected row")
    private OnError onError = OnError.SKIP;

    @Option(names = "--dry-run", description = "looks at every row and changes nothing")
    private boolean dryRun;

    @Option(
            names = "--opening-balances",
            description =
                    "posts the balance that an account's row states when it opens the account")
    private boolean openingBalances;

    @Option(names = "--key", paramLabel = "KEY", description = "idempotency key of the upload")
    private @Nullable String key;

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            description = "where rejected rows go, as CSV")
    private @Nullable Path rejects;

    /** The rows of several files share one header. */
    private boolean rejectsBegun;

    @Override
    public int run(BankClient bank) throws Exception {
        String mappingText =
                mapping == null ? "" : mapping.toString().equals(AUTO) ? AUTO : compact(mapping);
        for (Path file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new Failure("cannot read " + file);
            }
        }
        if (key != null && files.size() > 1) {
            throw usage("--key is for one file");
        }
        int code = 0;
        List<JsonNode> jobs = new ArrayList<>();
        for (Path file : files) {
            BankClient.Answer answer = follow(bank, file, upload(bank, file, mappingText));
            jobs.add(answer.json());
            code = Math.max(code, report(bank, file, answer.orFail(ImportAnswer.class)));
        }
        if (json) {
            out().println(write(jobs.size() == 1 ? jobs.getFirst() : jobs));
        }
        return code;
    }

    private String compact(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readString(file)).toString();
        } catch (IOException e) {
            throw new Failure("cannot read " + file);
        } catch (JacksonException e) {
            throw new Failure(file + " is not JSON: " + e.getOriginalMessage());
        }
    }

    private String upload(BankClient bank, Path file, String mappingText) throws Exception {
        long bytes = Files.size(file);
        AtomicLong sent = new AtomicLong();
        String path = with("/imports", "file_name", file.getFileName());
        path = with(path, "format", format == null ? null : format.spelled());
        path = with(path, "mode", mode.name().toLowerCase(Locale.ROOT));
        path = with(path, "on_error", onError.name().toLowerCase(Locale.ROOT));
        path = with(path, "dry_run", dryRun);
        path = with(path, "account", account);
        path = with(path, "create_accounts", createAccounts ? true : null);
        path = with(path, "opening_balances", openingBalances ? true : null);
        BankClient.Call call;
        String ownKey = key == null ? BankClient.newKey() : key;
        if (encode(mappingText).length() <= ADDRESS_CHARACTERS_MAX) {
            call =
                    new BankClient.Call(
                            "POST",
                            mappingText.isEmpty() ? path : with(path, "mapping", mappingText),
                            () -> counted(file, bytes, sent),
                            "application/octet-stream",
                            ownKey,
                            UPLOAD_TIMEOUT,
                            UPLOAD_DEADLINE);
        } else {
            String boundary = "davebank-" + ownKey;
            call =
                    new BankClient.Call(
                            "POST",
                            path,
                            () -> form(file, bytes, sent, mappingText, boundary),
                            "multipart/form-data; boundary=\"" + boundary + "\"",
                            ownKey,
                            UPLOAD_TIMEOUT,
                            UPLOAD_DEADLINE);
        }
        ProgressLine line = ProgressLine.on(err());
        ImportAnswer job =
                waitFor(
                        () -> bank.orFail(call, ImportAnswer.class),
                        () ->
                                line.show(
                                        name(file)
                                                + "  uploading "
                                                + ProgressLine.bar(sent.get(), bytes)));
        line.end();
        return job.id();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static BodyPublisher counted(Path file, long bytes, AtomicLong sent) {
        sent.set(0);
        if (bytes == 0) {
            return BodyPublishers.noBody();
        }
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> open(file, sent)), bytes);
    }

    private static BodyPublisher form(
            Path file, long bytes, AtomicLong sent, String mappingText, String boundary) {
        String head =
                "--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n"
                        + mappingText
                        + "\r\n--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + name(file).replace('"', '_')
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return BodyPublishers.concat(
                BodyPublishers.ofString(head),
                counted(file, bytes, sent),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    }

    private static InputStream open(Path file, AtomicLong sent) {
        try {
            return new FilterInputStream(Files.newInputStream(file)) {
                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    int count = super.read(into, offset, length);
                    sent.addAndGet(Math.max(0, count));
                    return count;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a long task on another thread and prints its progress meanwhile. */
    private static <T> T waitFor(Callable<T> work, Runnable showProgress) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        while (true) {
            try {
                return task.get(POLL_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                showProgress.run();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    /** Follows the job on any server that answers, until it has ended. */
    private BankClient.Answer follow(BankClient bank, Path file, String id) throws Exception {
        ProgressLine line = ProgressLine.on(err());
        long beganNs = System.nanoTime();
        String[] progress = {progress(0, 0, 0, 0, null)};
        while (true) {
            BankClient.Answer answer =
                    waitFor(
                            () -> bank.ask(BankClient.Call.get("/imports/" + id)),
                            () -> line.show(name(file) + "  " + progress[0]));
            if (answer.status() != 404 || System.nanoTime() - beganNs > NEWS_NS) {
                ImportAnswer job = answer.orFail(ImportAnswer.class);
                if (ENDS.contains(job.state())) {
                    line.end();
                    return answer;
                }
                progress[0] =
                        progress(
                                job.bytesRead(),
                                job.bytes(),
                                job.rows(),
                                job.rejected(),
                                job.message());
            }
            line.show(name(file) + "  " + progress[0]);
            Thread.sleep(POLL_MS);
        }
    }

    /** "[####....] 37 % 7,400 rows, 12 rejected", and what it waits for, if anything. */
    private static String progress(
            long bytesRead, long bytes, long rows, long rejected, @Nullable String message) {
        return String.format(
                Locale.ROOT,
                "%s  %,d rows, %,d rejected%s",
                ProgressLine.bar(bytesRead, bytes),
                rows,
                rejected,
                message == null ? "" : "; " + message);
    }

    private int report(BankClient bank, Path file, ImportAnswer job) throws IOException {
        long rejected = job.rejected();
        if (!json) {
            out().println(summary(bank, file, job));
            warnings(job);
            out().flush();
        }
        if (rejected > 0 && rejects != null) {
            saveRejects(bank, job.id(), rejects);
        }
        String message = job.message();
        if (!job.state().equals("done")) {
            err().println(
                            "davebank: "
                                    + name(file)
                                    + ": "
                                    + (message == null
                                            ? "the import was " + job.state()
                                            : message));
            return rejected > 0 ? ExitCode.WITH_REJECTS : ExitCode.FAILURE;
        }
        if (job.statementMismatches() > 0) {
            err().println("davebank: " + name(file) + ": " + (message == null ? "" : message));
            return ExitCode.WITH_REJECTS;
        }
        return rejected > 0 ? ExitCode.WITH_REJECTS : 0;
    }

    /** Prints rows that were not rejected but need a look: the first few in full, then a count. */
    private void warnings(ImportAnswer job) {
        long mismatches = job.balanceMismatches();
        if (mismatches > 0) {
            out().println(
                            String.format(
                                    Locale.ROOT,
                                    mismatches == 1
                                            ? "  %,d balance is not as the file says"
                                            : "  %,d balances are not as the file says",
                                    mismatches));
        }
        for (ImportAnswer.Warning warning : job.warnings()) {
            out().println(
                            String.format(
                                    Locale.ROOT,
                                    "  line %d, account %s: %s",
                                    warning.line(),
                                    warning.accountNum(),
                                    warning.message()));
        }
    }

    private String summary(BankClient bank, Path file, ImportAnswer job) {
        return String.format(
                Locale.ROOT,
                "%s: %,d rows: %,d created, %,d duplicates, %,d rejected; %,d accounts opened, net %s%s",
                name(file),
                job.rows(),
                job.created(),
                job.duplicate(),
                job.rejected(),
                job.accountsCreated(),
                sums(bank, job),
                dryRun ? " (dry run: nothing was changed)" : "");
    }

    /** One sum for each currency. */
    private static String sums(BankClient bank, ImportAnswer job) {
        List<String> sums = new ArrayList<>();
        for (ImportAnswer.Sum sum : job.sums()) {
            String currency = sum.currency();
            sums.add(Money.toMajor(sum.netMinor(), currency).toPlainString() + " " + currency);
        }
        if (!sums.isEmpty()) {
            return String.join(", ", sums);
        }
        String currency = bank.get("/cluster", ClusterAnswer.class).currency();
        return Money.isCurrency(currency)
                ? Money.toMajor(0, currency).toPlainString() + " " + currency
                : "0";
    }

    /** The rows are on several servers; one that was down at the end does not have them. */
    private void saveRejects(BankClient bank, String id, Path to) throws IOException {
        for (String server : bank.servers()) {
            try {
                BankClient.Answer answer =
                        bank.once(server, BankClient.Call.get("/imports/" + id + "/rejects"));
                if (answer.isDone()) {
                    String rows = answer.body();
                    if (rejectsBegun) {
                        rows = rows.substring(rows.indexOf('\n') + 1);
                        Files.writeString(to, rows, StandardOpenOption.APPEND);
                    } else {
                        Files.writeString(to, rows);
                    }
                    rejectsBegun = true;
                    return;
                }
            } catch (HttpTimeoutException | ConnectException e) {
                // Another server may have them.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new Failure("no living server has the rejected rows");
    }
}
