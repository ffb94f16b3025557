package org.davebank.rest.docs;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.api.Field;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Examples of bodies, made of those of their fields. */
final class Examples {

    private Examples() {}

    /** A record as a map, or a list of one. */
    static Object of(Class<?> body) {
        return body.isArray() ? List.of(of(body.getComponentType())) : record(body);
    }

    private static Map<String, Object> record(Class<?> type) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Field field : Field.of(type)) {
            Object value = value(field);
            if (value != null || !Schemas.mayBeMissing(field)) {
                fields.put(field.name(), value);
            }
        }
        return fields;
    }

    private static @Nullable Object value(Field field) {
        Shown shown = Schemas.shown(field);
        String text = shown == null ? "" : shown.value();
        Type type = field.component().getGenericType();
        if (text.isEmpty() && field.mayBeNull()) {
            return type instanceof Class<?> inner && inner.isRecord() && Schemas.mayBeMissing(field)
                    ? record(inner)
                    : null;
        }
        if (shown != null && shown.oneOf().length > 0) {
            return of(shown.oneOf()[0]);
        }
        if (type instanceof Class<?> plain) {
            return plain.isRecord() ? record(plain) : scalar(plain, text);
        }
        Type last = ((ParameterizedType) type).getActualTypeArguments()[0];
        return last instanceof Class<?> element && element.isRecord()
                ? List.of(record(element))
                : JsonMapper.shared().readValue(text, Object.class);
    }

    private static Object scalar(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        }
        if (type == boolean.class || type == Boolean.class) {
            return Boolean.valueOf(text);
        }
        return new BigDecimal(text);
    }
}
