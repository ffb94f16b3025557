package org.davebank.console;

import com.vaadin.flow.component.html.Div;

/** A place for one warning at a time, which is empty while there is nothing to say. */
public class NoteLine extends Div {

    private static final long serialVersionUID = 1L;

    private String shown = "";

    /** Shows the text, or nothing when it is empty; a text that stands there already stays. */
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
