package org.davebank.directory.job;

import java.util.List;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * The import of one file. Every server node knows the job, so that another one can continue if the
 * node that runs it dies.
 *
 * @param id also the request id of every record that the job makes
 * @param fileSha256 name of the uploaded file, kept by its holders
 * @param mapping the mapping's JSON, empty for the bank's own format
 * @param epoch increases with every claim; only the newest runner may report
 */
public record ImportJob(
        String id,
        String fileName,
        String fileSha256,
        long fileBytes,
        String mapping,
        boolean history,
        boolean abortOnError,
        boolean dryRun,
        String by,
        long createdAtMs,
        List<MemberId> holders,
        State state,
        @Nullable MemberId runner,
        long epoch,
        Progress progress) {

    /**
     * WAITING for a runner, RUNNING, or an end state, which is final.
     *
     * <pre>
     * WAITING → RUNNING, CANCELLED
     * RUNNING → RUNNING (progress, or another runner), DONE, FAILED, CANCELLED
     * </pre>
     */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        public boolean isEnd() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * A warning about a row that was not rejected.
     *
     * @param line line of the row, as in rejects
     * @param code kind of warning, such as {@code balance_differs}
     */
    public record Warning(long line, String account, String code, String message) {}

    /**
     * The net amount of the created rows in one currency: deposits minus withdrawals.
     *
     * @param minor amount in minor units
     */
    public record Sum(String currency, long minor) {}

    /**
     * The progress of a job. rows = created + duplicate + rejected.
     *
     * @param bytesRead bytes read of the file, for a progress bar
     * @param sums net amounts of the created rows, one per currency, ordered by code
     * @param balanceMismatches number of balances in the file that differ from the ledger
     * @param statementMismatches number of statements whose closing balance differs from their
     *     postings
     * @param warnings the first {@link #WARNINGS_MAX} warnings
     * @param message why it failed, or a problem with its result, or null
     * @param rejectsSha256 name of the CSV file of rejected rows, once the job has ended with any
     */
    public record Progress(
            long bytesRead,
            long rows,
            long created,
            long duplicate,
            long rejected,
            long accountsCreated,
            List<Sum> sums,
            long balanceMismatches,
            long statementMismatches,
            List<Warning> warnings,
            @Nullable String message,
            @Nullable String rejectsSha256) {

        public static final Progress NONE =
                new Progress(0, 0, 0, 0, 0, 0, List.of(), 0, 0, List.of(), null, null);

        /** Further warnings are counted only. */
        public static final int WARNINGS_MAX = 20;

        /** More than the number of currencies. */
        public static final int SUMS_MAX = 400;

        public Progress {
            sums = List.copyOf(sums);
            warnings = List.copyOf(warnings);
        }

        /** The sum if there is one currency, 0 if there is none, null if there are several. */
        public @Nullable Long netMinor() {
            return switch (sums.size()) {
                case 0 -> 0L;
                case 1 -> sums.getFirst().minor();
                default -> null;
            };
        }

        /** Whether there were rows and all of them were rejected. */
        public boolean isAllRejected() {
            return rejected > 0 && created + duplicate == 0;
        }

        public Progress withMessage(@Nullable String other) {
            return new Progress(
                    bytesRead,
                    rows,
                    created,
                    duplicate,
                    rejected,
                    accountsCreated,
                    sums,
                    balanceMismatches,
                    statementMismatches,
                    warnings,
                    other,
                    rejectsSha256);
        }

        public Progress withRejects(String sha256) {
            return new Progress(
                    bytesRead,
                    rows,
                    created,
                    duplicate,
                    rejected,
                    accountsCreated,
                    sums,
                    balanceMismatches,
                    statementMismatches,
                    warnings,
                    message,
                    sha256);
        }
    }

    public ImportJob {
        holders = List.copyOf(holders);
    }

    /** A copy with newer progress, for display. */
    public ImportJob withProgress(Progress newer) {
        return with(state, runner, epoch, newer);
    }

    /** A copy in another state. */
    public ImportJob with(State state, @Nullable MemberId runner, long epoch, Progress progress) {
        return new ImportJob(
                id,
                fileName,
                fileSha256,
                fileBytes,
                mapping,
                history,
                abortOnError,
                dryRun,
                by,
                createdAtMs,
                holders,
                state,
                runner,
                epoch,
                progress);
    }
}
