package org.davebank.console;

import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Names with values that change in place. */
public class Facts extends DescriptionList {

    private static final long serialVersionUID = 1L;

    private final Map<String, Description> values = new LinkedHashMap<>();

    public Facts() {
        addClassName("facts");
    }

    /** Shows a value; the key is that of the name's text. */
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
