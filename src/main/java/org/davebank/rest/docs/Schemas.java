package org.davebank.rest.docs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.davebank.api.Body;
import org.davebank.api.Field;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** The schemas of bodies, made of their records. A record has one schema, however often it is used. */
final class Schemas {

    private static final String COMPONENTS = "#/components/schemas/";

    private final Map<String, Schema<?>> named = new TreeMap<>();

    /** All schemas that were referred to, by name. */
    Map<String, Schema<?>> named() {
        return named;
    }

    /** One of these bodies: a record, an array of records, or bytes. */
    Schema<?> oneOf(Class<?>... bodies) {
        if (bodies.length == 1) {
            return of(bodies[0]);
        }
        Schema<?> either = schema();
        Arrays.stream(bodies).forEach(each -> either.addOneOfItem(of(each)));
        return either;
    }

    private Schema<?> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == Map.class
                    ? typed("object").additionalProperties(of(arguments[1]))
                    : typed("array").items(of(arguments[0]));
        }
        if (type == byte[].class) {
            return typed("string").format("binary");
        }
        if (type instanceof Class<?> plain && plain.isArray()) {
            return typed("array").items(of(plain.getComponentType()));
        }
        if (type instanceof Class<?> plain && plain.isRecord()) {
            return schema().$ref(COMPONENTS + add(plain));
        }
        return scalar(type);
    }

    private static Schema<?> scalar(Type type) {
        if (type == String.class) {
            return typed("string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return typed("boolean");
        }
        if (type == int.class || type == Integer.class) {
            return typed("integer").format("int32");
        }
        if (type == long.class || type == Long.class) {
            return typed("integer").format("int64");
        }
        if (type == BigDecimal.class || type == double.class) {
            return typed("number");
        }
        if (type == Object.class) {
            return schema();
        }
        throw new IllegalArgumentException("no body may have a " + type);
    }

    /** Names a record and sees to it that its schema is there. */
    private String add(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        String name = (outer == null ? "" : outer.getSimpleName()) + type.getSimpleName();
        if (!named.containsKey(name)) {
            Schema<?> object = typed("object");
            named.put(name, object);
            for (Field field : Field.of(type)) {
                object.addProperty(field.name(), of(field));
                if (!mayBeMissing(field)) {
                    object.addRequiredItem(field.name());
                }
            }
            if (isRequest(type)) {
                object.additionalProperties(false);
            }
        }
        return name;
    }

    private Schema<?> of(Field field) {
        Shown shown = shown(field);
        Schema<?> schema =
                shown != null && shown.oneOf().length > 0
                        ? oneOf(shown.oneOf())
                        : of(field.component().getGenericType());
        if (field.mayBeNull() && !mayBeMissing(field)) {
            schema = orNull(schema);
        }
        if (shown != null && !shown.about().isEmpty()) {
            schema.description(shown.about());
        }
        return schema;
    }

    private static Schema<?> orNull(Schema<?> schema) {
        if (schema.get$ref() != null) {
            return schema().addAnyOfItem(schema).addAnyOfItem(typed("null"));
        }
        Set<String> types = new LinkedHashSet<>(schema.getTypes());
        types.add("null");
        return schema.types(types);
    }

    /** Whether a field is left out, rather than null, where there is nothing to say. */
    static boolean mayBeMissing(Field field) {
        Class<?> owner = field.component().getDeclaringRecord();
        boolean empty = field.mayBeNull() || field.component().getType() == List.class;
        return field.component().getAccessor().isAnnotationPresent(JsonInclude.class)
                || (isRequest(owner) && empty);
    }

    private static boolean isRequest(Class<?> type) {
        return Request.class.isAssignableFrom(type);
    }

    static Schema<?> typed(String type) {
        return schema().types(new LinkedHashSet<>(List.of(type)));
    }

    /** A text that is one of these. */
    static Schema<?> wordOf(List<String> words) {
        Schema<Object> schema = schema();
        words.forEach(schema::addEnumItemObject);
        schema.types(Set.of("string"));
        return schema;
    }

    private static Schema<Object> schema() {
        return new Schema<>(SpecVersion.V31);
    }

    /** Whether a type is a body of the contract rather than bytes. */
    static boolean isBody(Class<?> type) {
        Class<?> element = type.isArray() ? type.getComponentType() : type;
        return Body.class.isAssignableFrom(element);
    }

    /** The annotation of a field, if it has one. */
    static @Nullable Shown shown(Field field) {
        return field.component().getAnnotation(Shown.class);
    }
}
