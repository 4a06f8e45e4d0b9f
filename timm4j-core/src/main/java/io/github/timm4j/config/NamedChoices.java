package io.github.timm4j.config;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of a type's values: its {@link Choices} table, or the constants of an enum. */
final class NamedChoices {
    private static final ClassValue<Optional<Method>> TABLES = new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
            return find(type);
        }
    };

    private NamedChoices() {}

    /** Tells whether a type has a table of its own. */
    static boolean in(Class<?> type) {
        return TABLES.get(type).isPresent();
    }

    /** Name to value, in the table's order; aliases follow their constant. */
    static Map<String, Object> of(Class<?> type) {
        Method table = TABLES.get(type).orElse(null);
        if (table != null) {
            return table(table);
        }
        Map<String, Object> names = new LinkedHashMap<>();
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants == null ? new Object[0] : constants) {
            for (String name : names((Enum<?>) constant)) {
                names.put(name, constant);
            }
        }
        return names;
    }

    /** The value of a name; as in timm, capitals and underscores do not matter. */
    static Object value(Class<?> type, @Nullable Object name) {
        Map<String, Object> known = of(type);
        Object value = name instanceof String text ? find(known, text) : null;
        if (value == null) {
            throw new IllegalArgumentException(
                    "expected one of " + String.join(", ", known.keySet()) + ", found " + Values.describe(name));
        }
        return value;
    }

    private static @Nullable Object find(Map<String, Object> known, String name) {
        Object exact = known.get(name);
        if (exact != null) {
            return exact;
        }
        return known.entrySet().stream()
                .filter(entry -> plain(entry.getKey()).equals(plain(name)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String[] names(Enum<?> constant) {
        try {
            Name name = constant.getDeclaringClass().getField(constant.name()).getAnnotation(Name.class);
            return name == null ? new String[] {constant.name().toLowerCase(Locale.ROOT)} : name.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(constant + " is no constant of " + constant.getDeclaringClass(), e);
        }
    }

    private static Map<String, Object> table(Method method) {
        try {
            Map<String, Object> copy = new LinkedHashMap<>();
            ((Map<?, ?>) method.invoke(null)).forEach((name, value) -> copy.put((String) name, value));
            return Collections.unmodifiableMap(copy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read the choices of " + method, e);
        }
    }

    private static Optional<Method> find(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Choices.class)) {
                if (!Modifier.isStatic(method.getModifiers())
                        || method.getParameterCount() > 0
                        || !Map.class.isAssignableFrom(method.getReturnType())) {
                    throw new IllegalStateException(method + " must be static, without parameters, and return a Map");
                }
                method.setAccessible(true);
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}
