package org.davebank.golden;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of each kind of a sealed type, made of the records' components: always the same ones, and of
 * a kind that is added tomorrow as well. Each constant of an enum, each kind of a part and each
 * null comes up once.
 */
public final class Samples {

    private static final String HASH = "0f".repeat(32);

    /** Values of types that take not just any. */
    private final Map<Class<?>, List<?>> given = new LinkedHashMap<>();

    /** Texts and numbers of components that take not just any, by their name. */
    private final Map<String, Object> named = new LinkedHashMap<>();

    public Samples() {
        for (String name : List.of("sha256", "fileSha256", "names", "files", "referenced")) {
            named.put(name, HASH);
        }
        named.put("currency", "GBP");
        named.put("scale", 2);
        named.put("amountScale", 2);
    }

    public <T> Samples with(Class<T> type, List<? extends T> values) {
        given.put(type, values);
        return this;
    }

    public <T> List<T> of(Class<T> type) {
        List<T> values = new ArrayList<>();
        for (Object value : variants(type, type, "", 0)) {
            values.add(type.cast(value));
        }
        return values;
    }

    /** A value's kind and those of its parts. */
    public static String name(Record value) {
        StringBuilder name = new StringBuilder(value.getClass().getSimpleName());
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            if (component.getType().isSealed() && get(component, value) instanceof Record part) {
                name.append(' ').append(name(part));
            }
        }
        return name.toString();
    }

    private static @Nullable Object get(RecordComponent component, Object of) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(component + " cannot be read", e);
        }
    }

    private List<?> variants(Class<?> type, Type generic, String name, int place) {
        if (given.containsKey(type)) {
            return given.get(type);
        }
        if (type == boolean.class) {
            return List.of(true, false);
        }
        if (type == int.class || type == Integer.class) {
            return List.of(named.getOrDefault(name, place));
        }
        if (type == long.class || type == Long.class) {
            return List.of((long) place);
        }
        if (type == String.class) {
            return List.of(named.getOrDefault(name, name.isEmpty() ? "text" : name));
        }
        if (type == byte[].class) {
            return List.of(new byte[] {1, 2, 3});
        }
        if (type == List.class) {
            return List.of(List.copyOf(variants(argument(generic, 0), generic, name, place)));
        }
        if (type == Map.class) {
            Object key = variants(argument(generic, 0), generic, name, place).getFirst();
            return List.of(
                    Map.of(key, variants(argument(generic, 1), generic, name, place).getFirst()));
        }
        if (type.isEnum()) {
            return Arrays.asList(type.getEnumConstants());
        }
        if (type.isSealed()) {
            List<Object> all = new ArrayList<>();
            for (Class<?> kind : type.getPermittedSubclasses()) {
                for (Object each : variants(kind, kind, name, place)) {
                    if (!all.contains(each)) {
                        all.add(each);
                    }
                }
            }
            return all;
        }
        if (type.isRecord()) {
            return records(type);
        }
        throw new AssertionError("no sample of " + type + " for " + name);
    }

    private static Class<?> argument(Type generic, int index) {
        Type argument = ((ParameterizedType) generic).getActualTypeArguments()[index];
        return argument instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : (Class<?>) argument;
    }

    private List<Object> records(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<List<?>> choices = new ArrayList<>();
        int most = 1;
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            List<Object> values =
                    new ArrayList<>(
                            variants(
                                    component.getType(),
                                    component.getGenericType(),
                                    component.getName(),
                                    i + 1));
            if (isNullable(component.getAnnotatedType())) {
                values.add(null);
            }
            choices.add(values);
            most = Math.max(most, values.size());
        }
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Object[] values = new Object[components.length];
            for (int j = 0; j < values.length; j++) {
                List<?> choice = choices.get(j);
                values[j] = choice.get(Math.min(i, choice.size() - 1));
            }
            all.add(make(type, components, values));
        }
        return all;
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static Object make(Class<?> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            if (!Modifier.isPublic(constructor.getModifiers())) {
                constructor.setAccessible(true);
            }
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no " + type + " of " + Arrays.toString(values), e);
        }
    }
}
