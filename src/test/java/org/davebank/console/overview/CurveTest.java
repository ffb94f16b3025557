package org.davebank.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.service.network.NetworkSnapshot.Order;
import org.davebank.service.network.TrafficPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurveTest {

    private static TrafficPoint point(long atS, long coveredMs, long writes) {
        return new TrafficPoint(atS, 4, coveredMs, writes, 0, 0, 0);
    }

    @Test
    void whatIsNotKnownHasNoFigureAndWhatIsKnownInPartIsDrawnApart() {
        List<TrafficPoint> points =
                List.of(point(100, 4_000, 20), point(101, 0, 0), point(102, 2_000, 7));

        Curve curve = Curve.of(points, Curve.Length.SHORT, List.of());

        assertThat(curve.whole()).containsExactly(20L, null, null);
        assertThat(curve.least()).containsExactly(null, null, 7L);
        assertThat(curve.top()).isEqualTo(20);
    }

    @Test
    void marksLieWhereTheyHappened() {
        List<TrafficPoint> points = List.of(point(1_000, 4_000, 0));

        Curve curve =
                Curve.of(
                        points,
                        Curve.Length.SHORT,
                        List.of(
                                new Order(999_000, "kill Anna"),
                                new Order(1_030_000, "kill Bert"),
                                new Order(1_200_000, "kill Carl")));

        assertThat(curve.marks()).containsExactly(new Curve.Mark(0.25, "kill Bert"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "3, 5", "7, 10", "20, 20", "21, 50", "612, 1000"})
    void theUpperEdgeIsARoundFigure(long highest, long top) {
        assertThat(Curve.round(highest)).isEqualTo(top);
    }
}
