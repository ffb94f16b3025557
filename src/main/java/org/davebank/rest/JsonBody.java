package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.davebank.api.ProblemCode;
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
 * Reads a JSON object, or a list of them, into records of the contract, strictly: no unknown or doubled fields, no
 * numbers as strings, no exponents, nothing behind the end. Every fault is a {@code malformed_request} that names the
 * field. Which fields there may be, and of which kind, is what the record declares; a record inside a record is an
 * object inside the object, and its fields are named as in {@code parameters.percent}.
 */
final class JsonBody {

    static final int BYTES_MAX = 64 * 1024;

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

    private JsonBody() {}

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

    /** Reads a request's whole body; an empty one is an object without fields. */
    static <T extends Record> T readOptional(HttpServletRequest request, Class<T> type)
            throws IOException {
        byte[] bytes = bytes(open(request, BYTES_MAX), BYTES_MAX);
        byte[] object = bytes.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : bytes;
        return read(new ByteArrayInputStream(object), type);
    }

    /** Reads a request's whole body. */
    static <T extends Record> T read(HttpServletRequest request, Class<T> type) throws IOException {
        return read(open(request, BYTES_MAX), type);
    }

    static <T extends Record> T read(InputStream in, Class<T> type) throws IOException {
        byte[] bytes = bytes(in, BYTES_MAX);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("a JSON object was expected");
            }
            BodyFields fields = object(parser, BodyFields.names(type));
            if (parser.nextToken() != null) {
                throw malformed("there is more after the JSON object");
            }
            return fields.as(type);
        } catch (JacksonException e) {
            throw malformed("this is no JSON: " + firstLine(e.getOriginalMessage()));
        }
    }

    /**
     * Reads a list of objects, as an array or one a line.
     *
     * @param make makes an item of a record and its place in the list; what it throws is handed to {@code failed} in the
     *     item's place, as is an object with a wrong field or what is no object
     * @param bytesMax of the whole body
     */
    static <R extends Record, T> List<T> readList(
            InputStream in,
            int bytesMax,
            int countMax,
            Class<R> type,
            BiFunction<R, Integer, T> make,
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
                items.add(item(parser, items.size(), type, make, failed));
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

    private static <R extends Record, T> T item(
            JsonParser parser,
            int place,
            Class<R> type,
            BiFunction<R, Integer, T> make,
            Function<ServiceProblem, T> failed) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return failed.apply(malformed("a JSON object was expected"));
        }
        TokenStreamContext outside = parser.streamReadContext().getParent();
        try {
            return make.apply(object(parser, BodyFields.names(type)).as(type), place);
        } catch (ServiceProblem e) {
            while (parser.streamReadContext() != outside) {
                parser.nextToken(); // To the end of this object: the next one is an item again.
            }
            return failed.apply(e);
        }
    }

    /** The object whose start was read. */
    private static BodyFields object(JsonParser parser, Set<String> allowed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fill(parser, allowed, "", fields);
        return new BodyFields(fields);
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
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BodyFields.Number(parser.getString());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case START_ARRAY -> list(parser, name);
            default -> throw malformed(name + " has a value of the wrong kind");
        };
    }

    /** The caller says what the field must be instead. */
    private static Object list(JsonParser parser, String name) {
        List<String> texts = new ArrayList<>();
        boolean good = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            good &=
                    parser.currentToken() == JsonToken.VALUE_STRING
                            && texts.size() < BodyFields.LIST_MAX;
            if (good) {
                texts.add(sound(parser.getString(), name));
            }
            parser.skipChildren();
        }
        return good ? texts : new BodyFields.OtherList();
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
}
