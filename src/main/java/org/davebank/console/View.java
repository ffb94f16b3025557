package org.davebank.console;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.router.HasDynamicTitle;

/** A page inside the shell: a heading with actions next to it, and the content below. */
public abstract class View extends Main implements HasDynamicTitle {

    private static final long serialVersionUID = 1L;

    private final H1 heading = new H1();
    private final Div head = new Div(heading);

    protected View(String title) {
        addClassName("view");
        head.addClassName("view-head");
        heading.setText(title);
        add(head);
    }

    protected final void setHeading(String title) {
        heading.setText(title);
    }

    /** Adds buttons next to the heading. */
    protected final void addActions(Component... actions) {
        head.add(actions);
    }

    @Override
    public String getPageTitle() {
        return Texts.get("title", heading.getText());
    }
}
