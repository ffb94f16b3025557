package org.davebank.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not carried out (RFC 9457).
 *
 * @param transactionId to look up where the outcome is unknown; otherwise missing
 * @param replayedFrom when a replayed rejection was decided; otherwise missing
 */
public record Problem(
        @Shown("urn:davebank:problem:insufficient_funds") String type,
        @Shown("Insufficient funds") String title,
        @Shown("422") int status,
        @Shown("account 12345678 has a balance of 12.50 GBP, not enough for 20.00 GBP")
                String detail,
        @Shown(value = "insufficient_funds", about = "one of the codes of the contract")
                String code,
        @Shown(value = "false", about = "whether the same request may succeed later")
                boolean retryable,
        @Shown(value = "rejected", about = "rejected, or unknown where it may have been done")
                String outcome,
        @JsonInclude(JsonInclude.Include.NON_NULL)
                @Shown(about = "a transaction to look up; only where there is one")
                @Nullable String transactionId,
        @JsonInclude(JsonInclude.Include.NON_NULL)
                @Shown(about = "when a replayed rejection was decided; only in those")
                @Nullable String replayedFrom,
        @Shown(value = "6f1c9a0be2d34a57", about = "the number of this request in the server's log")
                String traceId)
        implements Body {

    /** The media type. */
    public static final String MEDIA_TYPE = "application/problem+json";
}
