package org.davebank.directory.job;

import java.util.List;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way into the bank. The job is known to every server node, so that another one can
 * go on when the node that runs it dies.
 *
 * @param id also the request id of every record that the job makes
 * @param fileSha256 the uploaded bytes, kept by the holders
 * @param mapping the mapping's JSON, empty for the bank's own format
 * @param epoch grows with every claim; only the newest runner may report
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
     * WAITING for a runner, RUNNING, or one of the ends. An end never changes again.
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
     * Something about a row that people should know although the row is no reject.
     *
     * @param line of the row, as in its reject
     * @param code such as {@code balance_differs}
     */
    public record Warning(long line, String account, String code, String message) {}

    /**
     * What the created rows brought into the bank in one currency: deposits minus withdrawals.
     *
     * @param minor in the currency's smallest units
     */
    public record Sum(String currency, long minor) {}

    /**
     * How far it is. rows = created + duplicate + rejected.
     *
     * @param bytesRead of the file, for a progress bar
     * @param sums of the created rows, one for each currency, by its code
     * @param balanceMismatches balances that the file states and the ledger does not have
     * @param statementMismatches statements whose closing balance differs from what was posted of it
     * @param warnings the first of them, at most {@link #WARNINGS_MAX}
     * @param message why it failed, or what is wrong with what it has done, or null
     * @param rejectsSha256 content with the rejected rows as CSV, once the job has ended with any
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

        /** More are counted but not told. */
        public static final int WARNINGS_MAX = 20;

        /** There are fewer currencies than that. */
        public static final int SUMS_MAX = 400;

        public Progress {
            sums = List.copyOf(sums);
            warnings = List.copyOf(warnings);
        }

        /** The sum where there is one currency, 0 where there is none, null where there are several. */
        public @Nullable Long netMinor() {
            return switch (sums.size()) {
                case 0 -> 0L;
                case 1 -> sums.getFirst().minor();
                default -> null;
            };
        }

        /** Whether rows came and none of them made it to a decision: every one was rejected. */
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

    /** The same job a little further on, for display. */
    public ImportJob withProgress(Progress newer) {
        return with(state, runner, epoch, newer);
    }

    /** The same job in another state. */
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
