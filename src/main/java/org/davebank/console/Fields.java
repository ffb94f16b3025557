package org.davebank.console;

import com.vaadin.flow.component.textfield.TextField;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Validation of form fields: errors appear on submit and disappear with the next change. */
public final class Fields {

    private Fields() {}

    /** A required field for an amount of money. */
    public static TextField amount(String key) {
        TextField field = new TextField(Texts.get(key));
        field.setRequiredIndicatorVisible(true);
        field.getElement().setAttribute("inputmode", "decimal");
        return field;
    }

    /** The amount in a field; null after the field was marked because it holds none above zero. */
    public static @Nullable BigDecimal positive(TextField field) {
        BigDecimal value = Formats.amount(field.getValue());
        boolean sound = value != null && value.signum() > 0;
        field.setErrorMessage(
                Texts.get(value == null ? "money.amount.wrong" : "money.amount.zero"));
        field.setInvalid(!sound);
        return sound ? value : null;
    }

    /** Clears the error at the first change; the next submit validates again. */
    public static void validateOnSubmit(TextField field) {
        field.setManualValidation(true);
        field.addValueChangeListener(change -> field.setInvalid(false));
    }

    /** Rejects longer texts with the limit instead of silently cutting them. */
    public static void atMost(TextField field, int charsMax) {
        int chars = field.getValue().strip().length();
        if (chars > charsMax) {
            field.setErrorMessage(
                    Texts.get("field.long", Formats.number(charsMax), Formats.number(chars)));
            field.setInvalid(true);
        } else {
            field.setInvalid(false);
        }
    }

    /** Focuses the first invalid field; false when there is none. */
    public static boolean firstInvalid(TextField... fields) {
        for (TextField field : fields) {
            if (field.isInvalid()) {
                field.focus();
                return true;
            }
        }
        return false;
    }
}
