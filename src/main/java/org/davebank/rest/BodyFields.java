package org.davebank.rest;

import static org.davebank.rest.JsonBody.malformed;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.api.Body;
import org.davebank.api.Field;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a body that was read, on their way into its record.
 *
 * @param values by the field's name: a text, a {@link Number}, a boolean, a list; never null
 */
record BodyFields(Map<String, Object> values) {

    static final int LIST_MAX = 64;

    /** A number's text, as the client wrote it. */
    record Number(String text) {}

    /** A list that no field can be. */
    record OtherList() {}

    /** A component of a record: its field, and whether its own fields stand among the others. */
    private record Part(String name, Class<?> type, boolean mayBeNull, boolean unwrapped) {

        static Part of(RecordComponent component) {
            return new Part(
                    Body.field(component.getName()),
                    component.getType(),
                    Field.mayBeNull(component),
                    Field.isUnwrapped(component));
        }
    }

    /** What a record may be read from, and how it is made; reflection is slow, so once each. */
    private record Shape(Set<String> names, List<Part> parts, Constructor<?> constructor) {

        static Shape of(Class<?> type) {
            Set<String> names = new LinkedHashSet<>();
            addNames(type, "", names);
            List<Part> parts = Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
            Class<?>[] parameters = parts.stream().map(Part::type).toArray(Class<?>[]::new);
            try {
                return new Shape(names, parts, type.getDeclaredConstructor(parameters));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final ClassValue<Shape> SHAPES =
            new ClassValue<>() {
                @Override
                protected Shape computeValue(Class<?> type) {
                    return Shape.of(type);
                }
            };

    private static void addNames(Class<?> type, String path, Set<String> names) {
        for (Field field : Field.of(type)) {
            Class<?> inner = field.component().getType();
            if (inner.isRecord()) {
                addNames(inner, path + field.name() + ".", names);
            } else {
                names.add(path + field.name());
            }
        }
    }

    /** The names of all fields of a record, those of records inside with their path. */
    static Set<String> names(Class<? extends Record> type) {
        return SHAPES.get(type).names();
    }

    /** The record of these fields. */
    <T extends Record> T as(Class<T> type) {
        return type.cast(make(type, ""));
    }

    private Object make(Class<?> type, String path) {
        Shape shape = SHAPES.get(type);
        @Nullable Object[] arguments = new @Nullable Object[shape.parts().size()];
        for (int i = 0; i < arguments.length; i++) {
            Part part = shape.parts().get(i);
            arguments[i] = part.unwrapped() ? make(part.type(), path) : value(part, path);
        }
        try {
            return shape.constructor().newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Object value(Part part, String path) {
        String name = path + part.name();
        Class<?> type = part.type();
        boolean mayBeNull = part.mayBeNull();
        if (type.isRecord()) {
            boolean given = values.keySet().stream().anyMatch(each -> each.startsWith(name + "."));
            return given || !mayBeNull ? make(type, name + ".") : null;
        }
        if (type == List.class) {
            return mayBeNull && !values.containsKey(name) ? null : texts(name);
        }
        Object value;
        if (type == String.class) {
            value = text(name);
        } else if (type == BigDecimal.class) {
            value = decimal(name);
        } else if (type == Long.class || type == long.class) {
            value = wholeNumber(name);
        } else if (type == Boolean.class) {
            value = truth(name);
        } else {
            throw new IllegalStateException("no body has a " + type);
        }
        if (value == null && !mayBeNull) {
            throw malformed(name + " is missing");
        }
        return value;
    }

    private @Nullable String text(String name) {
        Object value = values.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw malformed(name + " must be a text");
    }

    private @Nullable Boolean truth(String name) {
        Object value = values.get(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw malformed(name + " must be true or false");
    }

    /** A plain decimal number. */
    private @Nullable BigDecimal decimal(String name) {
        Object value = values.get(name);
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

    private @Nullable Long wholeNumber(String name) {
        BigDecimal value = decimal(name);
        try {
            return value == null ? null : value.longValueExact();
        } catch (ArithmeticException e) {
            throw malformed(name + " must be a whole number");
        }
    }

    private List<?> texts(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> texts) {
            return texts;
        }
        throw malformed(name + " must be a list of at most " + LIST_MAX + " texts");
    }
}
