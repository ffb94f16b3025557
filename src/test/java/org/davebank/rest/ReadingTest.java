package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Set;
import org.davebank.api.ProblemCode;
import org.davebank.service.Period;
import org.davebank.service.ServiceProblem;
import org.junit.jupiter.api.Test;

class ReadingTest {

    @Test
    void aParameterThatWouldBeIgnoredIsNamed() {
        Set<String> known = Set.of("q", "format");
        assertThatCode(() -> Reading.only(known, Set.of("q"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Reading.only(known, Set.of("account")))
                .hasMessage("unknown parameter 'account'; there are format, q");
    }

    @Test
    void aPeriodHasAnEndBehindItsBeginAndADayTwiceIsThatDay() {
        long dayMs = 86_400_000L;
        long novemberMs = LocalDate.of(2026, 11, 2).toEpochDay() * dayMs;
        assertThat(Reading.period("2026-11-02", "2026-11-02"))
                .isEqualTo(new Period(novemberMs, novemberMs + dayMs));
        assertThat(Reading.period("2026-11-02", "2026-11-03T00:00:00Z"))
                .isEqualTo(new Period(novemberMs, novemberMs + dayMs));
        assertThat(Reading.period(null, "2026-11-02"))
                .isEqualTo(new Period(Long.MIN_VALUE, novemberMs));
        assertThat(Reading.period("2026-11-02", null))
                .isEqualTo(new Period(novemberMs, Long.MAX_VALUE));
        for (String[] empty :
                new String[][] {
                    {"2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z"},
                    {"2026-11-02T09:00:00+01:00", "2026-11-02T08:00:00Z"},
                    {"2026-11-02", "2026-11-02T00:00:00Z"},
                    {"2026-11-03", "2026-11-02"}
                }) {
            assertThatThrownBy(() -> Reading.period(empty[0], empty[1]))
                    .isInstanceOfSatisfying(
                            ServiceProblem.class,
                            problem ->
                                    assertThat(problem.code())
                                            .isEqualTo(ProblemCode.INVALID_PERIOD));
        }
    }
}
