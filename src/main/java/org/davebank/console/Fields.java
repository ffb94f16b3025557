package org.davebank.console;

import com.vaadin.flow.component.textfield.TextField;

/** How fields of forms say what is wrong with them: when asked, and no longer than it is true. */
public final class Fields {

    private Fields() {}

    /** What was wrong is taken back with the first change, and judged again at the next press. */
    public static void judgeAtPress(TextField field) {
        field.setManualValidation(true);
        field.addValueChangeListener(change -> field.setInvalid(false));
    }

    /** Longer texts are not cut, which nobody would see, but refused with the limit. */
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

    /** Puts the focus into the first field that is wrong; false when none is. */
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
