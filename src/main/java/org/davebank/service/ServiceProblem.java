package org.davebank.service;

import org.davebank.api.ProblemCode;
import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;

/** A use case failed; the message is meant for the caller. */
public final class ServiceProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final @Nullable String transactionId;
    private final long replayedFromMs;

    private ServiceProblem(
            ProblemCode code, String message, @Nullable String transactionId, long replayedFromMs) {
        super(message);
        this.code = code;
        this.transactionId = transactionId;
        this.replayedFromMs = replayedFromMs;
    }

    public static ServiceProblem of(ProblemCode code, String message) {
        return new ServiceProblem(code, message, null, 0);
    }

    /**
     * A problem with one transaction whose outcome is unknown and can be looked up under this id.
     */
    public static ServiceProblem about(ProblemCode code, String message, String transactionId) {
        return new ServiceProblem(code, message, transactionId, 0);
    }

    /**
     * A recorded rejection.
     *
     * @param transactionId its record's, if that is one of a transaction
     * @param replayedFromMs when an earlier attempt recorded it, wall milliseconds; 0 for a new
     *     rejection
     */
    public static ServiceProblem rejected(
            ProblemCode code, String message, @Nullable String transactionId, long replayedFromMs) {
        return new ServiceProblem(code, message, transactionId, replayedFromMs);
    }

    /** What the contract calls a refusal of the ledger. */
    public static ProblemCode codeOf(RejectionCode code) {
        return ProblemCode.valueOf(code.name());
    }

    public ProblemCode code() {
        return code;
    }

    public @Nullable String transactionId() {
        return transactionId;
    }

    /** True when the ledger had recorded this answer at an earlier attempt. */
    public boolean replayed() {
        return replayedFromMs != 0;
    }

    /** When an earlier attempt recorded this answer, wall milliseconds; 0 for a new answer. */
    public long replayedFromMs() {
        return replayedFromMs;
    }
}
