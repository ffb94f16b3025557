package org.davebank.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.davebank.cli.command.TextTable;

/**
 * Repeated measurements, one figure per round. The first round is listed separately as the cold
 * one, when little is compiled and windows are small; the others have a minimum and a median.
 */
final class RoundFigures {

    private final Map<String, List<Double>> series = new LinkedHashMap<>();
    private final String unit;

    /**
     * @param unit of all figures, like MB/s
     */
    RoundFigures(String unit) {
        this.unit = unit;
    }

    void add(String what, double figure) {
        series.computeIfAbsent(what, key -> new ArrayList<>()).add(figure);
    }

    /** The minimum without the cold round; the cold figure if there is no other. */
    double min(String what) {
        return warm(what)[0];
    }

    /** The median without the cold round; for an even number the mean of the middle two. */
    double median(String what) {
        double[] warm = warm(what);
        int middle = warm.length / 2;
        return warm.length % 2 == 1 ? warm[middle] : (warm[middle - 1] + warm[middle]) / 2;
    }

    private double[] warm(String what) {
        List<Double> all = series.getOrDefault(what, List.of(0.0));
        double[] warm =
                all.stream().skip(all.size() > 1 ? 1 : 0).mapToDouble(each -> each).toArray();
        Arrays.sort(warm);
        return warm;
    }

    /** A line for each series: cold, every other round, minimum, median. */
    String table() {
        int rounds = 0;
        for (List<Double> figures : series.values()) {
            rounds = Math.max(rounds, figures.size());
        }
        List<String> head = new ArrayList<>(List.of(unit, "cold"));
        for (int round = 2; round <= rounds; round++) {
            head.add("round " + round);
        }
        head.add("min");
        head.add("median");
        TextTable table = new TextTable(head.toArray(String[]::new));
        for (Map.Entry<String, List<Double>> each : series.entrySet()) {
            List<String> cells = new ArrayList<>(List.of(each.getKey()));
            each.getValue().forEach(figure -> cells.add(plain(figure)));
            while (cells.size() <= rounds) {
                cells.add("");
            }
            cells.add(plain(min(each.getKey())));
            cells.add(plain(median(each.getKey())));
            table.row(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    /** The same as a value for JSON: a list of objects. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> all = new ArrayList<>();
        series.forEach((what, figures) -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("what", what);
            each.put("unit", unit);
            each.put("cold", figures.getFirst());
            each.put("rounds", figures.subList(Math.min(1, figures.size()), figures.size()));
            each.put("min", min(what));
            each.put("median", median(what));
            all.add(each);
        });
        return all;
    }

    private static String plain(double figure) {
        return String.format(Locale.ROOT, figure < 1_000 ? "%.1f" : "%,.0f", figure);
    }
}
