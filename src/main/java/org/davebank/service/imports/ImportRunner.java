package org.davebank.service.imports;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.format.ImportFile;
import org.davebank.io.ContentFolder;
import org.davebank.node.NodeView;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.davebank.service.files.FileSharing;
import org.jspecify.annotations.Nullable;

/**
 * Runs the import jobs that are this node's turn: finds them, claims them in the system group,
 * makes the pass over the file and reports progress. Thread-safe.
 */
final class ImportRunner implements AutoCloseable {

    /** Jobs that one node runs concurrently; others wait. */
    static final int RUNS_MAX = 2;

    static final long WATCH_MS = 250;

    static final long REPORT_MS = 400;
    static final Duration DECIDE_TIMEOUT = Duration.ofSeconds(3);

    /**
     * A run on this node.
     *
     * @param ended another node has taken over, or this one is stopping
     * @param cancelled by request; the run then ends with its counts so far
     */
    private record Active(AtomicBoolean ended, AtomicBoolean cancelled, ImportRun run) {}

    private final Shards shards;
    private final BankService bank;
    private final FileSharing sharing;
    private final ContentFolder content;
    private final Map<String, Active> active = new ConcurrentHashMap<>();

    /** Jobs from just before their claim, so that this node never claims one twice. */
    private final Set<String> runningHere = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService watcher =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("import-watch").factory());

    ImportRunner(Shards shards, BankService bank, FileSharing sharing, ContentFolder content) {
        this.shards = shards;
        this.bank = bank;
        this.sharing = sharing;
        this.content = content;
    }

    /** Starts looking for jobs that this node should run. */
    void start() {
        watcher.scheduleWithFixedDelay(this::watch, WATCH_MS, WATCH_MS, TimeUnit.MILLISECONDS);
    }

    /** Looks for jobs immediately, after one was announced. */
    void lookNow() {
        watcher.execute(this::watch);
    }

    /** The job, with live progress if this node runs it. */
    ImportJob withLiveProgress(ImportJob job) {
        Active here = active.get(job.id());
        if (here == null || job.state() != ImportJob.State.RUNNING) {
            return job;
        }
        return job.withProgress(here.run().progress());
    }

    /** Ends the pass of a cancelled job if this node runs it. */
    void cancel(String id) {
        Active here = active.get(id);
        if (here != null) {
            here.cancelled().set(true);
        }
    }

    /** The announced job with this id, or null. */
    static @Nullable ImportJob find(NodeView view, String id) {
        return view.imports().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElse(null);
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
                } else if (runningHere.size() < RUNS_MAX
                        && ImportTurns.isMine(job, view, content)
                        && runningHere.add(job.id())) {
                    claim(job, view);
                }
            }
        } catch (ServiceProblem e) {
            // The next round retries in a moment.
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
                runningHere.remove(job.id());
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
            runningHere.remove(job.id());
            delete(rejects);
        }
    }

    /** How a pass ended; for a failed one the progress says why. */
    private record Outcome(ImportJob.State state, ImportJob.Progress progress) {

        static Outcome failed(ImportJob.Progress progress, String why) {
            return new Outcome(ImportJob.State.FAILED, progress.withMessage(why));
        }
    }

    /** Null when another node has taken over the job. */
    private @Nullable Outcome pass(ImportJob job, long epoch, Path rejects) throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean cancelled = new AtomicBoolean();
        ImportTask task =
                new ImportTask(
                        job,
                        ImportMappings.parse(job.mapping()),
                        new Caller(job.by(), Role.TELLER, job.id()),
                        shards,
                        bank);
        ImportSettings settings = ImportSettings.of(shards.founding().currency());
        try (ImportReader reader =
                        ImportFile.open(
                                content.open(job.fileSha256()),
                                job.fileName(),
                                task.mapping(),
                                settings);
                // Characters that can't be encoded become '?' instead of an error.
                Writer out =
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        Files.newOutputStream(rejects), StandardCharsets.UTF_8))) {
            Reporter reporter = new Reporter(job.id(), epoch, ended, cancelled);
            ImportRun run =
                    new ImportRun(
                            task,
                            reader,
                            new ImportWriter(shards, ended::get, cancelled::get),
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

    /** Reports a run's progress to the system group from time to time. */
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
                // Posting does not wait for the system group; the next report catches up.
            }
        }
    }

    private boolean isCancelled(String id) {
        ImportJob job = find(shards.view(), id);
        return job != null && job.state() == ImportJob.State.CANCELLED;
    }

    /** False when this run no longer has the job. */
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
                // A leftover in the spool folder does no harm and is visible there.
            }
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
        active.values().forEach(each -> each.ended().set(true));
    }
}
