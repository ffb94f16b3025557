package org.davebank.console;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;

/** A card with a heading. */
public class Panel extends Section {

    private static final long serialVersionUID = 1L;

    private final H2 heading = new H2();
    private final Paragraph lead = new Paragraph();

    public Panel(String title, Component... content) {
        addClassName("card");
        heading.setText(title);
        lead.addClassName("soft");
        lead.setVisible(false);
        add(heading, lead);
        add(content);
    }

    public void setTitleText(String title) {
        if (!title.equals(heading.getText())) {
            heading.setText(title);
        }
    }

    /** Sets the line below the heading. */
    public void setLead(String text) {
        if (!text.equals(lead.getText())) {
            lead.setText(text);
            lead.setVisible(!text.isEmpty());
        }
    }
}
