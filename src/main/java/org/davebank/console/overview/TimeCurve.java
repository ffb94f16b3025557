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

/** A curve over time, with the same figures as an accessible table. */
class TimeCurve extends Div {

    private static final long serialVersionUID = 1L;

    private static final int ROWS_MAX = 15;

    @Tag("time-curve")
    @JsModule("context://overview/time-curve.js")
    private static final class Picture extends Component {
        private static final long serialVersionUID = 1L;
    }

    private final Picture picture = new Picture();
    private final NativeTableBody rows = new NativeTableBody();
    private Curve drawn = Curve.EMPTY;

    TimeCurve() {
        NativeTable table = new NativeTable();
        table.addClassName("plain");
        table.add(rows);
        NativeDetails twin = new NativeDetails(Texts.get("overview.table"));
        twin.setContent(table);
        add(picture, twin);
    }

    /** @param newest rows of the table, oldest first */
    void show(Curve curve, List<Curve.Row> newest) {
        if (curve.equals(drawn)) {
            return;
        }
        drawn = curve;
        picture.getElement().setPropertyBean("curve", curve);
        rows.removeAll();
        for (Curve.Row each :
                newest.subList(Math.max(0, newest.size() - ROWS_MAX), newest.size()).reversed()) {
            rows.add(
                    new NativeTableRow(
                            new NativeTableCell(Formats.clock(each.atMs())),
                            new NativeTableCell(words(each))));
        }
    }

    private static String words(Curve.Row row) {
        if (row.figure() == null) {
            return Texts.get("overview.unknown");
        }
        String figure = Formats.number(row.figure());
        return Texts.get(row.whole() ? "overview.persecond" : "overview.atleast", figure);
    }
}
