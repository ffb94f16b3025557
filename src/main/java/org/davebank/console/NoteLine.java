package org.davebank.console;

import com.vaadin.flow.component.html.Div;

/** A place for one warning at a time; empty when there is none. */
public class NoteLine extends Div {

    private static final long serialVersionUID = 1L;

    private String shown = "";

    /** Shows the text, or nothing when it is empty; an unchanged text stays untouched. */
    public void show(String text) {
        if (!text.equals(shown)) {
            shown = text;
            removeAll();
            if (!text.isEmpty()) {
                add(Notices.note("warn", "!", text));
            }
        }
    }
}
