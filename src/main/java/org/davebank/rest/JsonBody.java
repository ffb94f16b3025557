package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.davebank.service.ProblemCode;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A flat JSON object, or a list of them, read strictly: no unknown or doubled fields, no numbers as strings, no
 * exponents, nothing behind the end. Every fault is a {@code malformed_request} that names the field. A field may
 * itself be a flat object where {@code allowed} names what may stand in it, as {@code parameters.percent}.
 */
final class JsonBody {

    static final int BYTES_MAX = 64 * 1024;
    private static final int LIST_MAX = 64;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(5)
                                    .maxNumberLength(40)
                                    .maxStringLength(8_192)
                                    .maxNameLength(128)
                                    .build())
                    .build();

    /** A number's text, as the client wrote it. */
    private record Number(String text) {}

    /** A list that no field can be. */
    private record OtherList() {}

    private final Map<String, Object> fields;

    private JsonBody(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** The body of a request; one that says beforehand that it is too large is not even begun. */
    static InputStream open(HttpServletRequest request, int bytesMax) throws IOException {
        if (request.getContentLengthLong() > bytesMax) {
            throw tooLarge(bytesMax);
        }
        return request.getInputStream();
    }

    private static byte[] bytes(InputStream in, int bytesMax) throws IOException {
        byte[] bytes = in.readNBytes(bytesMax + 1);
        if (bytes.length > bytesMax) {
            throw tooLarge(bytesMax);
        }
        return bytes;
    }

    private static ServiceProblem tooLarge(int bytesMax) {
        return ServiceProblem.of(
                ProblemCode.TOO_LARGE, "the body has more than " + bytesMax + " bytes");
    }

    /** Reads a request's whole body; a field that is not {@code allowed} is an error. */
    static JsonBody read(HttpServletRequest request, Set<String> allowed) throws IOException {
        return read(open(request, BYTES_MAX), allowed);
    }

    static JsonBody read(InputStream in, Set<String> allowed) throws IOException {
        byte[] bytes = bytes(in, BYTES_MAX);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("a JSON object was expected");
            }
            JsonBody body = object(parser, allowed);
            if (parser.nextToken() != null) {
                throw malformed("there is more after the JSON object");
            }
            return body;
        } catch (JacksonException e) {
            throw malformed("this is no JSON: " + firstLine(e.getOriginalMessage()));
        }
    }

    /**
     * Reads a list of objects, as an array or one a line.
     *
     * @param make makes an item of an object and its place in the list; what it throws is handed to {@code failed} in the
     *     item's place, as is an object with a wrong field or what is no object
     * @param bytesMax of the whole body
     */
    static <T> List<T> readList(
            InputStream in,
            int bytesMax,
            int countMax,
            Set<String> allowed,
            BiFunction<JsonBody, Integer, T> make,
            Function<ServiceProblem, T> failed)
            throws IOException {
        byte[] bytes = bytes(in, bytesMax);
        List<T> items = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            boolean array = parser.nextToken() == JsonToken.START_ARRAY;
            JsonToken token = array ? parser.nextToken() : parser.currentToken();
            while (token != (array ? JsonToken.END_ARRAY : null)) {
                if (items.size() == countMax) {
                    throw ServiceProblem.of(
                            ProblemCode.TOO_LARGE, "there are more than " + countMax + " items");
                }
                items.add(item(parser, items.size(), allowed, make, failed));
                token = parser.nextToken();
            }
            if (parser.nextToken() != null) {
                throw malformed("there is more after the array");
            }
            return items;
        } catch (JacksonException e) {
            throw malformed("this is no JSON: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static <T> T item(
            JsonParser parser,
            int place,
            Set<String> allowed,
            BiFunction<JsonBody, Integer, T> make,
            Function<ServiceProblem, T> failed) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return failed.apply(malformed("a JSON object was expected"));
        }
        TokenStreamContext outside = parser.streamReadContext().getParent();
        try {
            return make.apply(object(parser, allowed), place);
        } catch (ServiceProblem e) {
            while (parser.streamReadContext() != outside) {
                parser.nextToken(); // To the end of this object: the next one is an item again.
            }
            return failed.apply(e);
        }
    }

    /** The object whose start was read. */
    private static JsonBody object(JsonParser parser, Set<String> allowed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fill(parser, allowed, "", fields);
        return new JsonBody(fields);
    }

    /** Reads to the end of an object; the names of its fields begin with {@code path}. */
    private static void fill(
            JsonParser parser, Set<String> allowed, String path, Map<String, Object> fields) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String own = String.valueOf(parser.currentName());
            String name = path + own;
            boolean plain = allowed.contains(name) && own.indexOf('.') < 0;
            boolean holdsMore =
                    !plain && allowed.stream().anyMatch(each -> each.startsWith(name + "."));
            if (!plain && !holdsMore) {
                throw malformed("unknown field " + quoted(name));
            }
            JsonToken token = parser.nextToken();
            if (holdsMore && token == JsonToken.START_OBJECT) {
                fill(parser, allowed, name + ".", fields);
                continue;
            }
            if (holdsMore && token != JsonToken.VALUE_NULL) {
                throw malformed(name + " must be a JSON object");
            }
            Object value = value(parser, name);
            if (value != null) {
                fields.put(name, value);
            }
        }
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
    }

    private static String quoted(@Nullable String name) {
        String text = String.valueOf(name);
        return "'" + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + "'";
    }

    private static @Nullable Object value(JsonParser parser, String name) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case VALUE_STRING -> sound(parser.getString(), name);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Number(parser.getString());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case START_ARRAY -> list(parser, name);
            default -> throw malformed(name + " has a value of the wrong kind");
        };
    }

    /** What the field must be instead is known to whoever asks for it. */
    private static Object list(JsonParser parser, String name) {
        List<String> texts = new ArrayList<>();
        boolean good = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            good &= parser.currentToken() == JsonToken.VALUE_STRING && texts.size() < LIST_MAX;
            if (good) {
                texts.add(sound(parser.getString(), name));
            }
            parser.skipChildren();
        }
        return good ? texts : new OtherList();
    }

    /** Half of a character can be neither kept nor compared. */
    private static String sound(String text, String name) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw malformed(name + " has half of a surrogate pair");
        }
        return text;
    }

    static ServiceProblem malformed(String message) {
        return ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, message);
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw malformed(name + " is missing");
        }
        return text;
    }

    @Nullable String optionalText(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw malformed(name + " must be a text");
    }

    BigDecimal decimal(String name) {
        BigDecimal decimal = optionalDecimal(name);
        if (decimal == null) {
            throw malformed(name + " is missing");
        }
        return decimal;
    }

    /** A plain decimal number. */
    @Nullable BigDecimal optionalDecimal(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number
                && number.text().indexOf('e') < 0
                && number.text().indexOf('E') < 0) {
            return new BigDecimal(number.text());
        }
        throw malformed(name + " must be a JSON number without an exponent");
    }

    long wholeNumber(String name, long min, long max) {
        BigDecimal value = decimal(name);
        try {
            long whole = value.longValueExact();
            if (whole >= min && whole <= max) {
                return whole;
            }
        } catch (ArithmeticException e) {
            // Falls through to the same answer.
        }
        throw malformed(name + " must be a whole number from " + min + " to " + max);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    @SuppressWarnings("unchecked")
    List<String> texts(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?>) {
            return (List<String>) value;
        }
        throw malformed(name + " must be a list of at most " + LIST_MAX + " texts");
    }
}
