package org.davebank.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the figures of several rounds come to. */
class RoundFiguresTest {

    private static RoundFigures of(double... rounds) {
        RoundFigures figures = new RoundFigures("MB/s");
        for (double each : rounds) {
            figures.add("up", each);
        }
        return figures;
    }

    @Test
    void theColdRoundCountsForNothing() {
        RoundFigures figures = of(5, 80, 60, 70);
        assertThat(figures.min("up")).isEqualTo(60);
        assertThat(figures.median("up")).isEqualTo(70);
    }

    @Test
    void anEvenNumberOfRoundsHasAMedianInBetween() {
        assertThat(of(5, 80, 60).median("up")).isEqualTo(70);
    }

    @Test
    void aLoneRoundIsAllThatIsKnown() {
        assertThat(of(42).min("up")).isEqualTo(42);
        assertThat(of(42).median("up")).isEqualTo(42);
    }

    @Test
    void theTableHasALineForEachSeriesAndAColumnForEachRound() {
        RoundFigures figures = of(5, 80, 2_060);
        figures.add("down", 7);
        assertThat(figures.table())
                .isEqualTo(
                        """
                        MB/s  cold  round 2  round 3  min   median
                        up    5.0   80.0     2,060    80.0  1,070
                        down  7.0                     7.0   7.0
                        """);
    }

    @Test
    void jsonTellsTheColdRoundApart() {
        assertThat(of(5, 80, 60).json().getFirst())
                .containsEntry("what", "up")
                .containsEntry("unit", "MB/s")
                .containsEntry("cold", 5.0)
                .containsEntry("min", 60.0)
                .containsEntry("median", 70.0);
    }
}
