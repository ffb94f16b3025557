package org.davebank.console;

import java.util.Map;
import java.util.function.Function;
import org.davebank.service.ProblemCode;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;

/**
 * Reads for a page that had rather show something old than nothing: while a shard has no quorum the
 * page gets what any replica knows, and says so. Thread-safe.
 */
public final class Reads {

    /** After a read without quorum the next ones do not wait for it this long. */
    private static final long PATIENCE_MS = 3_000;

    private static final ReadOptions STALE = new ReadOptions(true, Map.of());

    private volatile long staleUntilMs;

    /** The strong answer, else a stale one. */
    public <T> T read(Function<ReadOptions, T> read) {
        if (!isStale()) {
            try {
                return read.apply(ReadOptions.STRONG);
            } catch (ServiceProblem e) {
                if (e.code() != ProblemCode.NO_QUORUM) {
                    throw e;
                }
                staleUntilMs = System.currentTimeMillis() + PATIENCE_MS;
            }
        }
        return read.apply(STALE);
    }

    /** True while answers may be old. */
    public boolean isStale() {
        return System.currentTimeMillis() < staleUntilMs;
    }
}
