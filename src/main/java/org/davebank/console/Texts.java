package org.davebank.console;

import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The console's texts, from {@code messages.properties}. */
public final class Texts {

    private static final ResourceBundle BUNDLE =
            ResourceBundle.getBundle("org.davebank.console.messages");

    private Texts() {}

    /** The text of a key with {0}, {1} … filled in. A missing key is returned as the text. */
    public static String get(String key, Object... arguments) {
        String text;
        try {
            text = BUNDLE.getString(key);
        } catch (MissingResourceException e) {
            return "[" + key + "]";
        }
        for (int i = 0; i < arguments.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
        }
        return text;
    }

    /** The text of {@code key.one} or {@code key.many}, with the count as {0}. */
    public static String count(String key, long count) {
        return get(key + (count == 1 ? ".one" : ".many"), Formats.number(count));
    }
}
