package org.davebank.service;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.davebank.api.ProblemCode;
import org.davebank.ledger.TransactionFilter;

/**
 * A range of value dates for selecting transactions.
 *
 * @param fromMs inclusive, wall milliseconds; Long.MIN_VALUE without a start
 * @param toMs exclusive, wall milliseconds; Long.MAX_VALUE without an end
 */
public record Period(long fromMs, long toMs) {

    /**
     * Refuses a period that can contain no transaction.
     *
     * @throws ServiceProblem invalid_period
     */
    public Period {
        if (fromMs >= toMs) {
            throw ServiceProblem.of(
                    ProblemCode.INVALID_PERIOD,
                    fromMs == toMs
                            ? "from and to are the same instant; nothing lies between them"
                            : "from is after to");
        }
    }

    /** One day of UTC. */
    public static Period ofDay(LocalDate day) {
        return new Period(startMs(day), startMs(day.plusDays(1)));
    }

    private static long startMs(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    public static void check(TransactionFilter filter) {
        new Period(filter.fromMs(), filter.toMs());
    }
}
