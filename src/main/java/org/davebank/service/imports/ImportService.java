package org.davebank.service.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.ImportReject;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.csv.RejectsCsv;
import org.davebank.io.ContentFolder;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.davebank.service.files.FileSharing;
import org.jspecify.annotations.Nullable;

/**
 * Imports files. A file is shared among the server nodes before its job is announced, and the
 * system group knows the job, so any living server node can continue it. Thread-safe.
 */
public final class ImportService implements AutoCloseable {

    /** Rejected rows that a page shows; the rejects file has all. */
    static final int REJECTS_SHOWN = 20;

    /**
     * A job that was announced.
     *
     * @param replayed the key was known: this is the job of the first attempt
     */
    public record Taken(ImportJob job, boolean replayed) {}

    private final Shards shards;
    private final BankService bank;
    private final FileSharing sharing;
    private final ContentFolder content;
    private final ImportRunner runner;

    public ImportService(
            Shards shards, BankService bank, FileSharing sharing, ContentFolder content) {
        this.shards = shards;
        this.bank = bank;
        this.sharing = sharing;
        this.content = content;
        this.runner = new ImportRunner(shards, bank, sharing, content);
    }

    /** Starts looking for jobs that this node should run. */
    public void start() {
        runner.start();
    }

    /**
     * Takes a file and announces its job. Returns once the file is durable on several nodes.
     *
     * @param key a retry with the same key finds the job of the first attempt; null makes a new job
     * @throws ServiceProblem malformed_request for a bad mapping, too_large, no_quorum,
     *     idempotency_key_reused for another file or other settings than at the first attempt
     */
    public Taken create(
            Caller caller, ImportRequest request, InputStream body, @Nullable String key)
            throws IOException {
        caller.require(Role.TELLER);
        ImportMappings.check(request);
        String id = key == null ? bank.newId().toString() : idOf(key);
        ImportJob known = ImportRunner.find(shards.view(), id);
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
     * Imports the file of an ended job again with the same settings, but never as a dry run: what a
     * dry run has tried, or what a failed or cancelled job has left. Rows already in the bank are
     * duplicates.
     *
     * @param key a retry with the same key finds the job of the first attempt; null makes a new job
     * @return the new job
     * @throws ServiceProblem node_state while the job has not ended
     */
    public Taken resume(Caller caller, String id, @Nullable String key) {
        caller.require(Role.TELLER);
        String newId = key == null ? bank.newId().toString() : idOf(key);
        ImportJob old = job(caller, id);
        ImportJob known = ImportRunner.find(shards.view(), newId);
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
        shards.awaitHere(view -> ImportRunner.find(view, job.id()) != null);
        runner.lookNow();
        return new Taken(job, false);
    }

    /**
     * Reads the start of a file and proposes a mapping; nothing is kept.
     *
     * @throws ServiceProblem malformed_request when the file can't be read as a table
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

    /** Newest first, with live progress for jobs that this node runs. */
    public List<ImportJob> jobs(Caller caller) {
        caller.require(Role.VIEWER);
        List<ImportJob> jobs = new ArrayList<>();
        for (ImportJob job : shards.view().imports()) {
            jobs.add(runner.withLiveProgress(job));
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

    /** Stops a job; rows already posted stay posted. */
    public ImportJob cancel(Caller caller, String id) {
        caller.require(Role.TELLER);
        job(caller, id);
        shards.decide(new SystemCommand.CancelImport(id), Shards.WRITE_TIMEOUT);
        runner.cancel(id);
        return job(caller, id);
    }

    /** The rejected rows of an ended job as CSV; empty when there were none. */
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

    /** The first rejected rows of an ended job, for display. */
    public List<ImportReject> firstRejects(Caller caller, String id) throws IOException {
        try (Reader in = new InputStreamReader(rejects(caller, id), StandardCharsets.UTF_8)) {
            return RejectsCsv.first(in, REJECTS_SHOWN);
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
