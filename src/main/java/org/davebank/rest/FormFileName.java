package org.davebank.rest;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a form says a file is called. Browsers write it as the HTML standard has it: quotes and ends
 * of lines as in a URL, and nothing else, so that a path of Windows keeps its backslashes. Others
 * write {@code filename*} (RFC 8187), which is the better name where both are there (RFC 6266).
 */
final class FormFileName {

    /** A parameter with its value, which is a text in quotes or a word. */
    private static final Pattern PARAMETER =
            Pattern.compile(
                    ";\\s*+([A-Za-z*]++)\\s*+=\\s*+"
                            + "(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^;\"\\s]*+))");

    private static final Pattern EXTENDED = Pattern.compile("([A-Za-z0-9-]+)'[^']*'(.*)");

    private FormFileName() {}

    /** The name in this header Content-Disposition, as it was sent; null where there is none. */
    static @Nullable String of(@Nullable String disposition) {
        String name = null;
        Matcher parameter = PARAMETER.matcher(disposition == null ? "" : disposition);
        while (parameter.find()) {
            String value = parameter.group(parameter.group(2) == null ? 3 : 2);
            switch (parameter.group(1).toLowerCase(Locale.ROOT)) {
                case "filename*" -> {
                    return extended(value);
                }
                case "filename" -> name = plain(value);
                default -> {}
            }
        }
        return name;
    }

    private static String plain(String value) {
        return value.replace("\\\"", "\"")
                .replace("%22", "\"")
                .replace("%0D", "\r")
                .replace("%0A", "\n");
    }

    private static String extended(String value) {
        Matcher parts = EXTENDED.matcher(value);
        try {
            if (parts.matches()) {
                String encoded = parts.group(2).replace("+", "%2B"); // No form: a plus is a plus.
                return URLDecoder.decode(encoded, Charset.forName(parts.group(1)));
            }
        } catch (IllegalArgumentException e) {
            // Neither such a character set nor such an encoding.
        }
        throw JsonBody.malformed("filename* of the form cannot be read");
    }
}
