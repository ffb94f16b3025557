package org.davebank.service;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.davebank.api.ProblemCode;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.node.wire.Reply;
import org.jspecify.annotations.Nullable;

/**
 * How many commands of this server's callers the ledger did not carry out, by the code of the answer,
 * since the process began. A command that is tried again counts again. Thread-safe.
 */
public final class RefusedCommands {

    private final Map<ProblemCode, LongAdder> counts = new EnumMap<>(ProblemCode.class);

    public RefusedCommands() {
        for (ProblemCode code : ProblemCode.values()) {
            counts.put(code, new LongAdder());
        }
    }

    /** @param commands how many were sent for this reply */
    void count(Reply reply, int commands) {
        if (reply instanceof Reply.Posted posted) {
            for (LedgerResult result : posted.results()) {
                RejectionCode code = code(result);
                if (code != null) {
                    add(ServiceProblem.codeOf(code), 1);
                }
            }
        } else {
            add(Shards.code(reply), commands);
        }
    }

    private static @Nullable RejectionCode code(LedgerResult result) {
        return switch (result) {
            case LedgerResult.Refused refused -> refused.code();
            case LedgerResult.Recorded recorded -> recorded.transaction().code();
            case LedgerResult.Changed changed -> changed.rejection();
            default -> null;
        };
    }

    private void add(ProblemCode code, int count) {
        Objects.requireNonNull(counts.get(code)).add(count);
    }

    /** Every code of the ledger, and what else was answered. */
    public Map<ProblemCode, Long> byCode() {
        Map<ProblemCode, Long> now = new EnumMap<>(ProblemCode.class);
        for (RejectionCode code : RejectionCode.values()) {
            now.put(ServiceProblem.codeOf(code), 0L);
        }
        counts.forEach((code, count) -> {
            if (count.sum() > 0) {
                now.put(code, count.sum());
            }
        });
        return now;
    }
}
