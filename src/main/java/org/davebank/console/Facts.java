package org.davebank.console;

import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A list of names with values that are updated in place. */
public class Facts extends DescriptionList {

    private static final long serialVersionUID = 1L;

    private final Map<String, Description> values = new LinkedHashMap<>();

    public Facts() {
        addClassName("facts");
    }

    /** Sets a value by the message key of its name. */
    public void set(String key, String value) {
        Description description =
                values.computeIfAbsent(
                        key,
                        missing -> {
                            Description made = new Description();
                            Div pair = new Div();
                            pair.add(new Term(Texts.get(key)), made);
                            getElement().appendChild(pair.getElement());
                            return made;
                        });
        if (!Objects.equals(description.getText(), value)) {
            description.setText(value);
        }
    }
}
