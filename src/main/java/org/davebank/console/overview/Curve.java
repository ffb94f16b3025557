package org.davebank.console.overview;

import java.util.ArrayList;
import java.util.List;
import org.davebank.console.Formats;
import org.davebank.console.Texts;
import org.davebank.service.network.NetworkSnapshot.Order;
import org.davebank.service.network.TrafficPoint;
import org.jspecify.annotations.Nullable;

/**
 * The data that the browser draws: a figure for each span of time, newest at the right edge.
 * Unknown spans have no figure but keep their width.
 *
 * @param whole figures of fully known spans
 * @param least lower bounds for partly known spans
 * @param top value at the upper edge
 * @param ticks labels of the time axis
 * @param marks control actions of people
 */
public record Curve(
        String label,
        List<@Nullable Long> whole,
        List<@Nullable Long> least,
        long top,
        String topText,
        List<Mark> ticks,
        List<Mark> marks) {

    private static final int TICKS = 4;

    static final Curve EMPTY = new Curve("", List.of(), List.of(), 1, "", List.of(), List.of());

    /** A label at a position of the time axis, from 0 at the left to 1 at the right. */
    public record Mark(double at, String text) {}

    /** One row of the same figures as a table; a null figure is unknown. */
    record Row(long atMs, @Nullable Long figure, boolean whole) {}

    /** The displayed time, and the width of its spans. */
    enum Length {
        SHORT(120, 1),
        MIDDLE(900, 5),
        LONG(10_800, 60);

        final int lengthS;
        final int widthS;

        Length(int lengthS, int widthS) {
            this.lengthS = lengthS;
            this.widthS = widthS;
        }
    }

    static Curve of(List<TrafficPoint> points, Length length, List<Order> orders) {
        List<@Nullable Long> whole = new ArrayList<>();
        List<@Nullable Long> least = new ArrayList<>();
        long highest = 0;
        for (Row row : rows(points, length)) {
            whole.add(row.whole() ? row.figure() : null);
            least.add(row.whole() ? null : row.figure());
            highest = Math.max(highest, row.figure() == null ? 0 : row.figure());
        }
        long top = round(highest);
        return new Curve(
                Texts.get("overview.curve", words(length), Formats.number(highest)),
                whole,
                least,
                top,
                Formats.number(top),
                ticks(length),
                points.isEmpty() ? List.of() : marks(points.getFirst().atS(), length, orders));
    }

    /** Transactions per second, oldest first. */
    static List<Row> rows(List<TrafficPoint> points, Length length) {
        List<Row> rows = new ArrayList<>();
        for (TrafficPoint each : points) {
            boolean known = !each.isUnknown(length.widthS);
            Long figure = known ? Math.round((double) each.writes() / length.widthS) : null;
            rows.add(new Row(each.atS() * 1_000, figure, each.isWhole(length.widthS)));
        }
        return rows;
    }

    static String words(Length length) {
        return Texts.get("overview.length." + length);
    }

    /** The next round figure: 1, 2 or 5 times a power of ten. */
    static long round(long highest) {
        long power = 1;
        while (power * 10 <= highest) {
            power *= 10;
        }
        for (long each : new long[] {power, 2 * power, 5 * power}) {
            if (each >= highest) {
                return Math.max(1, each);
            }
        }
        return 10 * power;
    }

    private static List<Mark> ticks(Length length) {
        List<Mark> ticks = new ArrayList<>();
        for (int i = 0; i < TICKS; i++) {
            long agoS = (long) length.lengthS * (TICKS - i) / TICKS;
            String text = "−" + Formats.countdown(agoS * 1_000);
            ticks.add(new Mark((double) i / TICKS, text));
        }
        ticks.add(new Mark(1, Texts.get("overview.now")));
        return ticks;
    }

    private static List<Mark> marks(long fromS, Length length, List<Order> orders) {
        List<Mark> marks = new ArrayList<>();
        for (Order each : orders) {
            double at = (each.atMs() / 1_000.0 - fromS) / length.lengthS;
            if (at >= 0 && at <= 1) {
                marks.add(new Mark(at, each.text()));
            }
        }
        return marks;
    }
}
