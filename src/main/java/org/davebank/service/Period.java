package org.davebank.service;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.davebank.api.ProblemCode;
import org.davebank.ledger.TransactionFilter;

/**
 * A time that transactions are asked for, by their value dates: a begin that belongs to it and an end
 * that does not.
 *
 * @param fromMs inclusive, wall milliseconds; Long.MIN_VALUE from the first on
 * @param toMs exclusive, wall milliseconds; Long.MAX_VALUE without an end
 */
public record Period(long fromMs, long toMs) {

    /**
     * Refuses what no transaction can be in.
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
