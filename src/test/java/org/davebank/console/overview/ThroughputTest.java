package org.davebank.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.console.overview.Throughput.Sample;
import org.junit.jupiter.api.Test;

class ThroughputTest {

    @Test
    void aRateIsTheDifferenceOfTotalsOverTheTimeBetween() {
        List<Double> rates =
                Throughput.rates(
                        List.of(
                                new Sample(0, 1, 100, 5),
                                new Sample(1_000, 1, 150, 5),
                                new Sample(3_000, 1, 150, 25)));
        assertThat(rates).containsExactly(50.0, 10.0);
    }

    @Test
    void aTotalThatFellIsNoNegativeRate() {
        assertThat(Throughput.rates(List.of(new Sample(0, 1, 100, 0), new Sample(500, 1, 90, 0))))
                .containsExactly(0.0);
    }
}
