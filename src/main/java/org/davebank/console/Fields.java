package org.davebank.console;

import com.vaadin.flow.component.textfield.TextField;

/** Validation of form fields: errors appear on submit and disappear with the next change. */
public final class Fields {

    private Fields() {}

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
