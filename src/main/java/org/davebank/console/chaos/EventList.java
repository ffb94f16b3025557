package org.davebank.console.chaos;

import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.Event;
import org.davebank.console.Formats;
import org.davebank.console.Panel;
import org.davebank.console.Texts;

/** The events, newest first; several nodes' reports of the same event become one line. */
public class EventList extends Panel {

    private static final long serialVersionUID = 1L;

    /** Equal reports of two nodes within this time are about the same event. */
    static final long SAME_MS = 3_000;

    /** One event and the nodes that reported it. */
    public record Merged(long atMs, String text, Set<String> reporters) {}

    private final NativeTableBody body = new NativeTableBody();
    private final Paragraph none = new Paragraph(Texts.get("events.none"));
    private final int rowsMax;
    private List<Merged> shown = List.of();

    public EventList(int rowsMax) {
        super(Texts.get("events.title"));
        this.rowsMax = rowsMax;
        NativeTable table = new NativeTable();
        table.addClassNames("plain", "events");
        table.getElement().setAttribute("aria-label", Texts.get("events.title"));
        table.add(body);
        none.addClassName("soft");
        add(table, none);
    }

    /**
     * Merges equal reports of several nodes.
     *
     * @param events newest first
     */
    static List<Merged> fold(List<Event> events, int rowsMax) {
        List<Merged> folded = new ArrayList<>();
        for (Event event : events) {
            String text = text(event);
            Merged known = null;
            for (int i = folded.size() - 1; i >= 0 && known == null; i--) {
                Merged each = folded.get(i);
                if (each.atMs() - event.atMs() > SAME_MS) {
                    break;
                }
                known = each.text().equals(text) ? each : null;
            }
            if (known != null) {
                known.reporters().add(event.node());
            } else if (folded.size() < rowsMax) {
                folded.add(new Merged(event.atMs(), text, new TreeSet<>(Set.of(event.node()))));
            }
        }
        return folded;
    }

    /** The event as a sentence: what a node reports about itself begins with its name. */
    private static String text(Event event) {
        return switch (event.kind()) {
            case ELECTION_STARTED,
                    LEADER_ELECTED,
                    SUPERNODE_ELECTED,
                    LEADER_STEPPED_DOWN,
                    FAULT_INJECTED,
                    FAULT_HEALED ->
                    event.text().startsWith(event.node())
                            ? event.text()
                            : event.node() + " " + event.text();
            default -> event.text();
        };
    }

    /** Shows these events, if they changed. */
    public void show(List<Event> events) {
        List<Merged> folded = fold(events, rowsMax);
        if (Objects.equals(folded, shown)) {
            return;
        }
        shown = folded;
        none.setVisible(folded.isEmpty());
        body.removeAll();
        for (Merged each : folded) {
            NativeTableCell what = new NativeTableCell(new Span(each.text()));
            if (each.reporters().size() > 1) {
                Span again = new Span(" · " + Texts.get("events.tellers", each.reporters().size()));
                again.addClassName("again");
                what.add(again);
            }
            body.add(new NativeTableRow(new NativeTableCell(Formats.clock(each.atMs())), what));
        }
    }
}
