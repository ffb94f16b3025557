package org.davebank.service;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.davebank.base.ImportJob;
import org.davebank.base.ImportReject;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportFile;
import org.davebank.exchange.ImportMapping;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.RejectsCsv;
import org.davebank.io.ContentFolder;
import org.davebank.node.NodeView;
import org.jspecify.annotations.Nullable;

/**
 * Files on their way into the bank. A file is shared among the server nodes before its job is
 * announced, and the job is known to the system group, so that whichever server node lives goes on
 * with it. Thread-safe.
 */
public final class ImportService implements AutoCloseable {

    /** Jobs that one node runs at a time; more wait. */
    static final int RUNS_MAX = 2;

    /** Rejected rows that a page shows; the file has all. */
    static final int REJECTS_SHOWN = 20;

    static final long WATCH_MS = 250;

    static final long REPORT_MS = 400;
    static final Duration DECIDE_TIMEOUT = Duration.ofSeconds(3);

    /**
     * A job that was announced.
     *
     * @param replayed the key was known: the job is that of the first try
     */
    public record Taken(ImportJob job, boolean replayed) {}

    /**
     * A run of this node.
     *
     * @param ended it is another node's now, or this one stops
     * @param cancelled by somebody; it counts what it has done and ends
     */
    private record Active(AtomicBoolean ended, AtomicBoolean cancelled, ImportRun run) {}

    private final Shards shards;
    private final BankService bank;
    private final FileSharing sharing;
    private final ContentFolder content;
    private final Map<String, Active> active = new ConcurrentHashMap<>();

    /** Jobs from the moment before their claim, so that one is never claimed twice here. */
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService watcher =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("import-watch").factory());

    public ImportService(
            Shards shards, BankService bank, FileSharing sharing, ContentFolder content) {
        this.shards = shards;
        this.bank = bank;
        this.sharing = sharing;
        this.content = content;
    }

    /** Begins to look for jobs that this node should run. */
    public void start() {
        watcher.scheduleWithFixedDelay(this::watch, WATCH_MS, WATCH_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes a file and announces its job. Returns once the file is safe on several nodes.
     *
     * @param key a retry with the same key finds the job of the first try; null makes a new job
     * @throws ServiceProblem malformed_request for a bad mapping, too_large, no_quorum,
     *     idempotency_key_reused for another file or other settings than those of the first try
     */
    public Taken create(
            Caller caller, ImportRequest request, InputStream body, @Nullable String key)
            throws IOException {
        caller.require(Role.TELLER);
        ImportMappings.check(request);
        String id = key == null ? bank.newId().toString() : idOf(key);
        ImportJob known = known(shards.view(), id);
        if (known != null) {
            FileSharing.Received again = sharing.receive(body, FileSharing.FILE_BYTES_MAX);
            sharing.discard(again);
            return replayed(
                    known,
                    known.fileSha256().equals(again.sha256())
                            && known.mapping().equals(mapping(request, again.sha256()))
                            && known.history() == request.history()
                            && known.abortOnError() == request.abortOnError()
                            && known.dryRun() == request.dryRun());
        }
        FileSharing.Shared file = sharing.share(body);
        String mapping = mapping(request, file.sha256());
        return announced(
                new ImportJob(
                        id,
                        clip(request.fileName()),
                        file.sha256(),
                        file.bytes(),
                        mapping,
                        request.history(),
                        request.abortOnError(),
                        request.dryRun(),
                        caller.name(),
                        System.currentTimeMillis(),
                        file.holders(),
                        ImportJob.State.WAITING,
                        null,
                        0,
                        ImportJob.Progress.NONE));
    }

    /**
     * Imports the file of a job that has ended once more, as it was asked then and in earnest: what a
     * dry run tried, or what one that failed or was cancelled has left. Rows that are in the bank
     * already are duplicates.
     *
     * @param key a retry with the same key finds the job of the first try; null makes a new job
     * @return another job
     * @throws ServiceProblem node_state while the job has not ended
     */
    public Taken resume(Caller caller, String id, @Nullable String key) {
        caller.require(Role.TELLER);
        String newId = key == null ? bank.newId().toString() : idOf(key);
        ImportJob old = job(caller, id);
        ImportJob known = known(shards.view(), newId);
        if (known != null) {
            return replayed(
                    known,
                    known.fileSha256().equals(old.fileSha256())
                            && known.mapping().equals(old.mapping())
                            && !known.dryRun());
        }
        if (!old.state().isEnd()) {
            throw ServiceProblem.of(ProblemCode.NODE_STATE, "the import " + id + " has not ended");
        }
        return announced(
                new ImportJob(
                        newId,
                        old.fileName(),
                        old.fileSha256(),
                        old.fileBytes(),
                        old.mapping(),
                        old.history(),
                        old.abortOnError(),
                        false,
                        caller.name(),
                        System.currentTimeMillis(),
                        old.holders(),
                        ImportJob.State.WAITING,
                        null,
                        0,
                        ImportJob.Progress.NONE));
    }

    private static @Nullable ImportJob known(NodeView view, String id) {
        return view.imports().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static Taken replayed(ImportJob known, boolean same) {
        if (!same) {
            throw ServiceProblem.of(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "this key was used for another file or for other settings");
        }
        return new Taken(known, true);
    }

    private Taken announced(ImportJob job) {
        shards.decide(new SystemCommand.CreateImport(job), Shards.WRITE_TIMEOUT);
        shards.awaitHere(view -> known(view, job.id()) != null);
        watcher.execute(this::watch);
        return new Taken(job, false);
    }

    /**
     * Looks at the beginning of a file and proposes how to read it; nothing is kept.
     *
     * @throws ServiceProblem malformed_request when it is no file that can be read as a table
     */
    public ImportPreview suggest(Caller caller, InputStream body, String fileName)
            throws IOException {
        caller.require(Role.VIEWER);
        return ImportPreview.of(body, fileName).forAccountOf(jobs(caller));
    }

    private static String idOf(String key) {
        long high = Slots.hash(key);
        return new TransactionId(high, Slots.hash(key + high)).toString();
    }

    private static String clip(String name) {
        String last =
                name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                        .replaceAll("\\p{Cntrl}", "");
        return last.length() <= 200 ? last : last.substring(0, 200);
    }

    private String mapping(ImportRequest request, String sha256) throws IOException {
        return ImportMappings.of(request, () -> content.open(sha256));
    }

    /** Newest first, with this node's live progress where it runs the job. */
    public List<ImportJob> jobs(Caller caller) {
        caller.require(Role.VIEWER);
        List<ImportJob> jobs = new ArrayList<>();
        for (ImportJob job : shards.view().imports()) {
            jobs.add(withLiveProgress(job));
        }
        jobs.sort(Comparator.comparing(ImportJob::createdAtMs).reversed());
        return jobs;
    }

    public ImportJob job(Caller caller, String id) {
        return jobs(caller).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        ServiceProblem.of(
                                ProblemCode.IMPORT_NOT_FOUND, "there is no import " + id));
    }

    private ImportJob withLiveProgress(ImportJob job) {
        Active here = active.get(job.id());
        if (here == null || job.state() != ImportJob.State.RUNNING) {
            return job;
        }
        return job.withProgress(here.run().progress());
    }

    /** Stops a job; the rows posted before stay posted. */
    public ImportJob cancel(Caller caller, String id) {
        caller.require(Role.TELLER);
        job(caller, id);
        shards.decide(new SystemCommand.CancelImport(id), Shards.WRITE_TIMEOUT);
        Active here = active.get(id);
        if (here != null) {
            here.cancelled().set(true);
        }
        return job(caller, id);
    }

    /** Copies the rejected rows of an ended job as CSV; nothing when there were none. */
    public InputStream rejects(Caller caller, String id) throws IOException {
        ImportJob job = job(caller, id);
        String sha256 = job.progress().rejectsSha256();
        if (!job.state().isEnd()) {
            throw ServiceProblem.of(
                    ProblemCode.NODE_STATE, "the import is still running; ask when it has ended");
        }
        if (sha256 == null) {
            return InputStream.nullInputStream();
        }
        if (!content.has(sha256)) {
            throw ServiceProblem.of(
                    ProblemCode.NOT_FOUND,
                    "this node was away when the import ended; ask another server node");
        }
        return content.open(sha256);
    }

    /** The first rejected rows of an ended job, for people to look at. */
    public List<ImportReject> firstRejects(Caller caller, String id) throws IOException {
        try (Reader in = new InputStreamReader(rejects(caller, id), StandardCharsets.UTF_8)) {
            return RejectsCsv.first(in, REJECTS_SHOWN);
        }
    }

    private void watch() {
        try {
            NodeView view = shards.view();
            for (ImportJob job : view.imports()) {
                Active here = active.get(job.id());
                boolean ours = view.self().equals(job.runner());
                if (here != null && job.state() == ImportJob.State.CANCELLED) {
                    here.cancelled().set(true);
                } else if (here != null
                        && (job.state().isEnd() || (job.runner() != null && !ours))) {
                    here.ended().set(true);
                } else if (mine.size() < RUNS_MAX
                        && ImportTurns.isMine(job, view, content)
                        && mine.add(job.id())) {
                    claim(job, view);
                }
            }
        } catch (ServiceProblem e) {
            // The next round, a moment from now, tries again.
        }
    }

    private void claim(ImportJob job, NodeView view) {
        boolean claimed = false;
        try {
            SystemResult result =
                    shards.decide(
                                    new SystemCommand.ClaimImport(
                                            job.id(), view.self(), job.epoch()),
                                    DECIDE_TIMEOUT)
                            .results()
                            .getFirst();
            if (result instanceof SystemResult.Accepted accepted) {
                claimed = true;
                Thread.ofPlatform()
                        .daemon()
                        .name("import-" + job.id())
                        .start(() -> run(job, accepted.value()));
            }
        } finally {
            if (!claimed) {
                mine.remove(job.id());
            }
        }
    }

    private void run(ImportJob job, long epoch) {
        Path rejects = null;
        try {
            rejects = sharing.temporary(".rejects");
            Outcome outcome = pass(job, epoch, rejects);
            finish(job, epoch, outcome, rejects);
        } catch (IOException e) {
            finish(
                    job,
                    epoch,
                    Outcome.failed(ImportJob.Progress.NONE, "this node's disk: " + e.getMessage()),
                    null);
        } finally {
            active.remove(job.id());
            mine.remove(job.id());
            delete(rejects);
        }
    }

    /** How a pass ended; the progress of one that failed says why. */
    private record Outcome(ImportJob.State state, ImportJob.Progress progress) {

        static Outcome failed(ImportJob.Progress progress, String why) {
            return new Outcome(ImportJob.State.FAILED, progress.withMessage(why));
        }
    }

    /** Null when the job is another node's now. */
    private @Nullable Outcome pass(ImportJob job, long epoch, Path rejects) throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean cancelled = new AtomicBoolean();
        ImportMapping mapping = ImportMappings.parse(job.mapping());
        Caller caller = new Caller(job.by(), Role.TELLER, job.id());
        ImportSettings settings = ImportSettings.of(shards.founding().currency());
        try (ImportReader reader =
                        ImportFile.open(
                                content.open(job.fileSha256()), job.fileName(), mapping, settings);
                // What is no text any more becomes '?' here, and ends nothing.
                Writer out =
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        Files.newOutputStream(rejects), StandardCharsets.UTF_8))) {
            Reporter reporter = new Reporter(job.id(), epoch, ended, cancelled);
            ImportRun run =
                    new ImportRun(
                            job,
                            reader,
                            mapping,
                            shards,
                            new ImportWriter(shards, ended::get, cancelled::get),
                            caller,
                            bank,
                            out,
                            reporter);
            reporter.run = run;
            active.put(job.id(), new Active(ended, cancelled, run));
            String failure;
            try {
                failure = run.run();
            } catch (ImportWriter.Ended e) {
                return cancelled.get() || isCancelled(job.id())
                        ? new Outcome(ImportJob.State.CANCELLED, run.progress())
                        : null;
            }
            return failure == null
                    ? new Outcome(ImportJob.State.DONE, run.progress())
                    : Outcome.failed(run.progress(), failure);
        } catch (ImportException e) {
            return Outcome.failed(ImportJob.Progress.NONE, String.valueOf(e.getMessage()));
        }
    }

    /** Tells the system group how far the run is, now and then. */
    private final class Reporter implements Runnable {
        private final String id;
        private final long epoch;
        private final AtomicBoolean ended;
        private final AtomicBoolean cancelled;
        private @Nullable ImportRun run;
        private long lastMs = System.currentTimeMillis();

        Reporter(String id, long epoch, AtomicBoolean ended, AtomicBoolean cancelled) {
            this.id = id;
            this.epoch = epoch;
            this.ended = ended;
            this.cancelled = cancelled;
        }

        @Override
        public void run() {
            long nowMs = System.currentTimeMillis();
            ImportRun current = run;
            if (current == null || nowMs - lastMs < REPORT_MS) {
                return;
            }
            lastMs = nowMs;
            try {
                if (!report(id, epoch, ImportJob.State.RUNNING, current.progress())) {
                    (isCancelled(id) ? cancelled : ended).set(true);
                }
            } catch (ServiceProblem e) {
                // The money does not wait for the system group; the next report tells more.
            }
        }
    }

    private boolean isCancelled(String id) {
        ImportJob job = known(shards.view(), id);
        return job != null && job.state() == ImportJob.State.CANCELLED;
    }

    /** False when the job is not this run's any more. */
    private boolean report(
            String id, long epoch, ImportJob.State state, ImportJob.Progress progress) {
        return shards.decide(
                                new SystemCommand.ReportImport(id, epoch, state, progress),
                                DECIDE_TIMEOUT)
                        .results()
                        .getFirst()
                instanceof SystemResult.Accepted;
    }

    private void finish(
            ImportJob job, long epoch, @Nullable Outcome outcome, @Nullable Path rejects) {
        if (outcome == null) {
            return;
        }
        while (!watcher.isShutdown()) {
            try {
                ImportJob.Progress progress = outcome.progress();
                if (rejects != null && progress.rejected() > 0) {
                    try (InputStream in = Files.newInputStream(rejects)) {
                        progress = progress.withRejects(sharing.share(in).sha256());
                    }
                }
                report(job.id(), epoch, outcome.state(), progress);
                return;
            } catch (ServiceProblem | IOException e) {
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(REPORT_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void delete(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // A leftover in the spool folder does no harm and is seen there.
            }
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
        active.values().forEach(each -> each.ended().set(true));
    }
}
