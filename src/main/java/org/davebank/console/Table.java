package org.davebank.console;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableHeader;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.List;

/** A small table that scrolls within itself where the page is narrow. */
public class Table extends Div {

    private static final long serialVersionUID = 1L;

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

    public NativeTableBody body() {
        return body;
    }
}
