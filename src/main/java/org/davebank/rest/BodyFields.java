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

    /** What a record may be read from: the names of its fields, and how it is made. */
    private record Shape(Set<String> names, Constructor<?> constructor) {}

    private static final ClassValue<Shape> SHAPES =
            new ClassValue<>() {
                @Override
                protected Shape computeValue(Class<?> type) {
                    Set<String> names = new LinkedHashSet<>();
                    addNames(type, "", names);
                    Class<?>[] parameters =
                            Arrays.stream(type.getRecordComponents())
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new);
                    try {
                        return new Shape(names, type.getDeclaredConstructor(parameters));
                    } catch (NoSuchMethodException e) {
                        throw new IllegalStateException(e);
                    }
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
        Constructor<?> constructor = SHAPES.get(type).constructor();
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] =
                    Field.isUnwrapped(components[i])
                            ? make(components[i].getType(), path)
                            : value(components[i], path);
        }
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Object value(RecordComponent component, String path) {
        String name = path + Body.field(component.getName());
        Class<?> type = component.getType();
        boolean mayBeNull = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
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
