package org.davebank.api;

import java.util.Locale;

/** Every error of the contract with its HTTP status and the outcome that it implies. */
public enum ProblemCode {
    MALFORMED_REQUEST(400),
    INVALID_ACCOUNT_NUMBER(400),
    INVALID_TYPE(400),
    INVALID_PERIOD(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    ACCOUNT_NOT_FOUND(404),
    TRANSACTION_NOT_FOUND(404),
    HOLD_NOT_FOUND(404),
    ATTACHMENT_NOT_FOUND(404),
    ALIAS_NOT_FOUND(404),
    IMPORT_NOT_FOUND(404),
    NODE_NOT_FOUND(404),
    FAULT_NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    ACCOUNT_FROZEN(409),
    ACCOUNT_CLOSED(409),
    BALANCE_NOT_ZERO(409),
    ACCOUNT_EXISTS(409),
    ALIAS_TAKEN(409),
    AMBIGUOUS_ID(409),
    TRANSFER_PENDING(409),
    ALREADY_REVERSED(409),
    HOLD_ENDED(409),
    HOLD_SETTLED(409),
    NODE_STATE(409),
    VERSION_MISMATCH(412),
    TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    RANGE_NOT_SATISFIABLE(416),
    INVALID_AMOUNT(422),
    AMOUNT_TOO_LARGE(422),
    BALANCE_OVERFLOW(422),
    INSUFFICIENT_FUNDS(422),
    INVALID_EFFECTIVE_AT(422),
    SAME_ACCOUNT(422),
    CURRENCY_MISMATCH(422),
    EXCEEDS_ORIGINAL(422),
    EXCEEDS_HOLD(422),
    IDEMPOTENCY_KEY_REUSED(422),
    TOO_BUSY(429),
    INTERNAL(500),
    NO_QUORUM(503),
    CLOCK_SKEW(503),
    UPLOAD_EXPIRED(503),
    OUTCOME_UNKNOWN(504),
    SHARD_FULL(507);

    private final int status;

    ProblemCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** As the contract spells it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A URN of its own. */
    public String type() {
        return "urn:davebank:problem:" + code();
    }

    /** For people. */
    public String title() {
        String words = code().replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    public boolean retryable() {
        return switch (this) {
            case TOO_BUSY, NO_QUORUM, CLOCK_SKEW, UPLOAD_EXPIRED, OUTCOME_UNKNOWN -> true;
            default -> false;
        };
    }

    /** {@code unknown} only where the request may have been carried out. */
    public String outcome() {
        return isOutcomeUnknown() ? "unknown" : "rejected";
    }

    /** Whether the request may have been carried out. */
    public boolean isOutcomeUnknown() {
        return this == OUTCOME_UNKNOWN || this == INTERNAL;
    }

    /** Whether the bank has not decided yet: the request may be sent again under its key. */
    public boolean isUndecided() {
        return retryable() || isOutcomeUnknown();
    }
}
