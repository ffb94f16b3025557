package org.davebank.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small part of JSON that the agent needs: maps, lists, texts, longs, booleans and null.
 * Reading is total: any text gives a value or an IllegalArgumentException, and nesting is bounded.
 */
final class Json {

    private static final int DEPTH_MAX = 16;
    private static final int TEXT_CHARACTERS_MAX = 1 << 20;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** One value: Map, List, String, Long, Boolean or null. */
    static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.append('\n').toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator);
                    writeText(out, String.valueOf(entry.getKey()));
                    out.append(':');
                    write(out, entry.getValue());
                    separator = ",";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    write(out, list.get(i));
                }
                out.append(']');
            }
            case Number number -> out.append(number.longValue());
            case Boolean flag -> out.append(flag.booleanValue());
            case null -> out.append("null");
            default -> writeText(out, value.toString());
        }
    }

    private static void writeText(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Reads an object. Throws IllegalArgumentException for everything else. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> readObject(String text) {
        if (text.length() > TEXT_CHARACTERS_MAX) {
            throw new IllegalArgumentException("too long");
        }
        Json reader = new Json(text);
        Object value = reader.value(0);
        reader.space();
        if (reader.at != text.length() || !(value instanceof Map)) {
            throw reader.wrong();
        }
        return (Map<String, @Nullable Object>) value;
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("no JSON at character " + at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char c) {
        space();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void need(char c) {
        if (!take(c)) {
            throw wrong();
        }
    }

    private @Nullable Object value(int depth) {
        if (depth > DEPTH_MAX) {
            throw wrong();
        }
        if (take('{')) {
            return object(depth);
        }
        if (take('[')) {
            List<@Nullable Object> list = new ArrayList<>();
            while (!take(']')) {
                if (!list.isEmpty()) {
                    need(',');
                }
                list.add(value(depth + 1));
            }
            return list;
        }
        if (take('"')) {
            return string();
        }
        for (String word : new String[] {"true", "false", "null"}) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("null") ? null : Boolean.valueOf(word);
            }
        }
        return number();
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (!take('}')) {
            if (!map.isEmpty()) {
                need(',');
            }
            need('"');
            String name = string();
            need(':');
            map.put(name, value(depth + 1));
        }
        return map;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        throw wrong();
    }

    private char escaped() {
        if (at >= text.length()) {
            throw wrong();
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw wrong();
                }
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw wrong();
        };
    }

    private Long number() {
        int start = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return Long.valueOf(text.substring(start, at)); // Throws an IllegalArgumentException.
    }
}
