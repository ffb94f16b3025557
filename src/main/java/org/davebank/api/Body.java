package org.davebank.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A JSON object of the contract, implemented by records. The names and the order of its fields are
 * decided here: those of the components, in snake_case.
 */
@JsonNaming(Body.Names.class)
@JsonPropertyOrder(alphabetic = false)
public interface Body {

    /** The name in JSON of a component. */
    static String field(String component) {
        return Names.SNAKE_CASE.translate(component);
    }

    /** How components are named in JSON: a word of Java has an "is" in front of it. */
    final class Names extends SnakeCaseStrategy {
        private static final long serialVersionUID = 1L;
        private static final Names SNAKE_CASE = new Names();

        @Override
        protected String translate(String component) {
            boolean marked =
                    component.startsWith("is")
                            && component.length() > 2
                            && Character.isUpperCase(component.charAt(2));
            return super.translate(marked ? component.substring(2) : component);
        }
    }
}
