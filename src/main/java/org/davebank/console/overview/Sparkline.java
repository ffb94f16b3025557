package org.davebank.console.overview;

import com.vaadin.flow.component.Html;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.List;
import java.util.Locale;
import org.davebank.console.Formats;
import org.davebank.console.Texts;

/** A small curve, with the same figures as a table for those who do not see it. */
class Sparkline extends Div {

    private static final long serialVersionUID = 1L;

    private static final int WIDTH = 600;
    private static final int HEIGHT = 88;
    private static final int ROWS_MAX = 15;

    private final Div picture = new Div();
    private final NativeTableBody rows = new NativeTableBody();
    private final NativeDetails twin = new NativeDetails(Texts.get("overview.table"));
    private String drawn = "";

    Sparkline() {
        NativeTable table = new NativeTable();
        table.addClassName("plain");
        table.add(rows);
        twin.setContent(table);
        add(picture, twin);
    }

    /** Draws transactions a second; the samples begin one earlier than the rates. */
    void show(List<Throughput.Sample> samples, List<Double> rates) {
        double top = Math.max(1, rates.stream().mapToDouble(each -> each).max().orElse(1));
        StringBuilder line = new StringBuilder();
        int all = Math.max(2, Throughput.SAMPLES_MAX - 1);
        for (int i = 0; i < rates.size(); i++) {
            double x = WIDTH * (double) (all - rates.size() + i) / (all - 1);
            double y = HEIGHT - 4 - (HEIGHT - 10) * rates.get(i) / top;
            line.append(
                    String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : " L", x, y));
        }
        String path = line.toString();
        if (path.equals(drawn)) {
            return;
        }
        drawn = path;
        String first = path.isEmpty() ? "0" : path.substring(1, path.indexOf(' '));
        String area =
                path.isEmpty()
                        ? ""
                        : path + " L" + WIDTH + " " + HEIGHT + " L" + first + " " + HEIGHT + " Z";
        String label = Texts.get("overview.curve", Formats.number(Math.round(top)));
        picture.removeAll();
        picture.add(
                new Html(
                        "<svg class=\"spark\" viewBox=\"0 0 600 88\" preserveAspectRatio=\"none\""
                                + " role=\"img\" aria-label=\""
                                + label.replace("\"", "")
                                + "\"><path class=\"area\" d=\""
                                + area
                                + "\"/><path class=\"line\" d=\""
                                + path
                                + "\"/></svg>"));
        fill(samples, rates);
    }

    private void fill(List<Throughput.Sample> samples, List<Double> rates) {
        rows.removeAll();
        for (int i = rates.size() - 1; i >= Math.max(0, rates.size() - ROWS_MAX); i--) {
            rows.add(
                    new NativeTableRow(
                            new NativeTableCell(Formats.clock(samples.get(i + 1).atMs())),
                            new NativeTableCell(
                                    Texts.get(
                                            "overview.persecond",
                                            Formats.number(Math.round(rates.get(i)))))));
        }
    }
}
