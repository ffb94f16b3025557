package org.davebank.console;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeader;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.List;

/** A small table that scrolls within itself where the page is narrow. */
public class Table extends Div {

    private static final long serialVersionUID = 1L;

    private static final int TEXT_CHARS_MAX = 100;

    private final NativeTableBody body = new NativeTableBody();

    public Table(String label, List<String> columns) {
        NativeTableRow names = new NativeTableRow();
        for (String column : columns) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(column);
            cell.getElement().setAttribute("scope", "col");
            names.add(cell);
        }
        NativeTableHeader head = new NativeTableHeader();
        head.add(names);
        NativeTable table = new NativeTable();
        table.addClassName("plain");
        table.add(head);
        table.add(body);
        addClassName("scroll-x");
        getElement().setAttribute("tabindex", "0");
        getElement().setAttribute("role", "region");
        getElement().setAttribute("aria-label", label);
        add(table);
    }

    /** Adds a row of texts; long ones are cut. */
    public void addRow(List<String> texts) {
        NativeTableRow row = new NativeTableRow();
        for (String text : texts) {
            row.add(
                    new NativeTableCell(
                            text.length() <= TEXT_CHARS_MAX
                                    ? text
                                    : text.substring(0, TEXT_CHARS_MAX - 1) + "…"));
        }
        body.add(row);
    }

    public NativeTableBody body() {
        return body;
    }
}
