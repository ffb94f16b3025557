package org.davebank.console.overview;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.List;
import org.davebank.console.Formats;
import org.davebank.console.Texts;

/** A small curve, with the same figures as a table for those who do not see it. */
class Sparkline extends Div {

    private static final long serialVersionUID = 1L;

    private static final int ROWS_MAX = 15;

    /** What the browser draws; {@code room} figures fill the width. */
    public record Curve(String label, List<Long> figures, int room) {}

    @Tag("spark-line")
    @JsModule("context://overview/spark-line.js")
    private static final class Picture extends Component {
        private static final long serialVersionUID = 1L;
    }

    private final Picture picture = new Picture();
    private final NativeTableBody rows = new NativeTableBody();
    private Curve drawn = new Curve("", List.of(), 0);

    Sparkline() {
        NativeTable table = new NativeTable();
        table.addClassName("plain");
        table.add(rows);
        NativeDetails twin = new NativeDetails(Texts.get("overview.table"));
        twin.setContent(table);
        add(picture, twin);
    }

    /** Draws transactions a second; the samples begin one earlier than the rates. */
    void show(List<Throughput.Sample> samples, List<Double> rates) {
        List<Long> figures = rates.stream().map(Math::round).toList();
        long top = figures.stream().mapToLong(each -> each).max().orElse(0);
        Curve curve =
                new Curve(
                        Texts.get("overview.curve", Formats.number(top)),
                        figures,
                        Throughput.SAMPLES_MAX - 1);
        if (curve.equals(drawn)) {
            return;
        }
        drawn = curve;
        picture.getElement().setPropertyBean("curve", curve);
        rows.removeAll();
        for (int i = figures.size() - 1; i >= Math.max(0, figures.size() - ROWS_MAX); i--) {
            rows.add(
                    new NativeTableRow(
                            new NativeTableCell(Formats.clock(samples.get(i + 1).atMs())),
                            new NativeTableCell(
                                    Texts.get(
                                            "overview.persecond",
                                            Formats.number(figures.get(i))))));
        }
    }
}
