package org.davebank.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a body, as its record declares it. Who reads bodies and who describes them derive it
 * from here.
 *
 * @param name in JSON
 * @param mayBeNull whether the component is {@code @Nullable}
 */
public record Field(String name, RecordComponent component, boolean mayBeNull) {

    /** Those of a body in their order; those of an unwrapped record in its place. */
    public static List<Field> of(Class<?> body) {
        List<Field> fields = new ArrayList<>();
        for (RecordComponent component : body.getRecordComponents()) {
            if (isUnwrapped(component)) {
                fields.addAll(of(component.getType()));
            } else {
                fields.add(
                        new Field(
                                Body.field(component.getName()), component, mayBeNull(component)));
            }
        }
        return fields;
    }

    /** Whether the component is {@code @Nullable}. */
    public static boolean mayBeNull(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** Whether the fields of the component's record stand among the others. */
    public static boolean isUnwrapped(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonUnwrapped.class);
    }
}
