package org.davebank.service;

import org.jspecify.annotations.Nullable;

/** A use case ended without its result; the message is for the person who asked. */
public final class ServiceProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final @Nullable String transactionId;
    private final boolean replayed;

    private ServiceProblem(
            ProblemCode code, String message, @Nullable String transactionId, boolean replayed) {
        super(message);
        this.code = code;
        this.transactionId = transactionId;
        this.replayed = replayed;
    }

    public static ServiceProblem of(ProblemCode code, String message) {
        return new ServiceProblem(code, message, null, false);
    }

    /**
     * About one transaction: a recorded rejection, or one whose outcome is unknown and can be looked
     * up under this id.
     */
    public static ServiceProblem about(
            ProblemCode code, String message, String transactionId, boolean replayed) {
        return new ServiceProblem(code, message, transactionId, replayed);
    }

    public ProblemCode code() {
        return code;
    }

    public @Nullable String transactionId() {
        return transactionId;
    }

    /** True when the ledger had recorded this answer at an earlier try. */
    public boolean replayed() {
        return replayed;
    }
}
