package io.github.timm4j.config;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts plain values to the types of record components and back; complaints say what was expected and found. */
final class Values {
    private Values() {}

    /** Reads a value that is not null. */
    static Object read(Type type, Object value) {
        Class<?> raw = raw(type);
        if (List.class.isAssignableFrom(raw)) {
            return list(argument(type, 0), value);
        }
        if (Map.class.isAssignableFrom(raw)) {
            return map(argument(type, 0), argument(type, 1), value);
        }
        return scalar(raw, value);
    }

    /** Writes a value as boolean, number, text, list or map; other types stay as they are. */
    static @Nullable Object write(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(write(item)));
            return Collections.unmodifiableList(items);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            map.forEach((name, item) -> entries.put(String.valueOf(name), write(item)));
            return Collections.unmodifiableMap(entries);
        }
        if (value instanceof Enum<?> constant) {
            return nameOf(constant.getDeclaringClass(), constant);
        }
        if (value instanceof Record record) {
            Object name = NamedChoices.in(record.getClass()) ? nameOf(record.getClass(), record) : null;
            return name == null ? RecordBinder.toMap(record) : name;
        }
        return value;
    }

    /** The first name of a value, or null where the table has none. */
    static @Nullable String nameOf(Class<?> type, Object value) {
        for (Map.Entry<String, Object> entry : NamedChoices.of(type).entrySet()) {
            if (entry.getValue().equals(value)) {
                return entry.getKey();
            }
        }
        return null;
    }

    static String describe(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String shown = value instanceof CharSequence ? "\"" + value + "\"" : String.valueOf(value);
        return shown + " (" + kind(value) + ")";
    }

    private static String kind(Object value) {
        if (value instanceof CharSequence) {
            return "text";
        }
        if (value instanceof Number) {
            return "number";
        }
        if (value instanceof List) {
            return "list";
        }
        return value instanceof Map ? "map" : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static Object scalar(Class<?> type, Object value) {
        Class<?> boxed = type.isPrimitive() ? box(type) : type;
        if (boxed == Double.class && value instanceof Number number) {
            return number.doubleValue();
        }
        if (boxed == Float.class && value instanceof Number number) {
            return number.floatValue();
        }
        if (boxed == Integer.class) {
            return (int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (boxed == Long.class) {
            return whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (boxed.isInstance(value)) {
            return value;
        }
        if (type.isEnum() || NamedChoices.in(type)) {
            return NamedChoices.value(type, value);
        }
        if (type.isRecord() && value instanceof Map<?, ?> map) {
            return RecordBinder.bind(type.asSubclass(Record.class), Arguments.copy(map));
        }
        throw mismatch(expected(boxed), value);
    }

    private static long whole(Object value, long least, long most) {
        boolean isWhole = value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || (value instanceof BigInteger big && big.bitLength() < Long.SIZE);
        if (!isWhole) {
            throw mismatch("an integer", value);
        }
        long number = ((Number) value).longValue();
        if (number < least || number > most) {
            throw mismatch("an integer from " + least + " to " + most, value);
        }
        return number;
    }

    private static List<Object> list(Type item, Object value) {
        if (!(value instanceof List<?> list)) {
            throw mismatch("a list", value);
        }
        List<Object> items = new ArrayList<>();
        for (Object each : list) {
            if (each == null) {
                throw mismatch("a list without null", value);
            }
            items.add(read(item, each));
        }
        return List.copyOf(items);
    }

    private static Map<Object, Object> map(Type key, Type item, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw mismatch("a map", value);
        }
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getValue() == null) {
                throw mismatch("a map without null", value);
            }
            entries.put(read(key, entry.getKey()), read(item, entry.getValue()));
        }
        return Collections.unmodifiableMap(entries);
    }

    private static IllegalArgumentException mismatch(String expected, Object found) {
        return new IllegalArgumentException("expected " + expected + ", found " + describe(found));
    }

    private static String expected(Class<?> type) {
        if (type == Boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return type == String.class ? "text" : type.isRecord() ? "a map" : "a value of " + type.getSimpleName();
    }

    private static Class<?> box(Class<?> primitive) {
        return MethodType.methodType(primitive).wrap().returnType();
    }

    private static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (type instanceof WildcardType wildcard) {
            return raw(wildcard.getUpperBounds()[0]);
        }
        return type instanceof Class<?> known ? known : Object.class;
    }

    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[index]
                : Object.class;
    }
}
