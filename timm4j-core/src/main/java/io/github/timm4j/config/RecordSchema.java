package io.github.timm4j.config;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the binder knows of a record type: its constructor and, for each component, names, kind and codec. */
final class RecordSchema {
    private static final ClassValue<RecordSchema> KNOWN = new ClassValue<>() {
        @Override
        protected RecordSchema computeValue(Class<?> type) {
            return new RecordSchema(type);
        }
    };

    private final List<Slot> slots = new ArrayList<>();
    private final Constructor<?> constructor;

    /** How the values of a component are given. */
    enum Kind {
        /** One argument. */
        VALUE,
        /** A nested record whose components are arguments of the outer one. */
        GROUP,
        /** A named choice, whose own named components are arguments too. */
        CHOICE
    }

    /** One component; {@code named} tells whether it is annotated with {@link Name}. */
    record Slot(
            Method accessor,
            Type type,
            List<String> names,
            boolean named,
            Kind kind,
            boolean nullable,
            @Nullable Codec<?> codec) {
        String name() {
            return names.get(0);
        }

        Class<?> rawType() {
            return accessor.getReturnType();
        }

        @Nullable
        Object read(Object record) {
            try {
                return accessor.invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + accessor, e);
            }
        }
    }

    private RecordSchema(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
        constructor.setAccessible(true);
        for (RecordComponent component : components) {
            slots.add(slot(component));
        }
    }

    static RecordSchema of(Class<?> type) {
        return KNOWN.get(type);
    }

    List<Slot> slots() {
        return slots;
    }

    Object create(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("cannot make " + constructor, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + constructor, e);
        }
    }

    private static Slot slot(RecordComponent component) {
        component.getAccessor().setAccessible(true);
        Name name = component.getAnnotation(Name.class);
        Class<?> type = component.getType();
        Codec<?> codec = codec(component);
        return new Slot(
                component.getAccessor(),
                component.getGenericType(),
                name == null ? List.of(snakeCase(component.getName())) : List.of(name.value()),
                name != null,
                codec != null ? Kind.VALUE : kind(type),
                isNullable(component.getAnnotatedType()),
                codec);
    }

    private static Kind kind(Class<?> type) {
        if (NamedChoices.in(type) || (type.isSealed() && !type.isEnum())) {
            return Kind.CHOICE;
        }
        return type.isRecord() ? Kind.GROUP : Kind.VALUE;
    }

    private static @Nullable Codec<?> codec(RecordComponent component) {
        Coded coded = component.getAnnotation(Coded.class);
        if (coded == null) {
            coded = component.getType().getAnnotation(Coded.class);
        }
        if (coded == null) {
            return null;
        }
        try {
            Constructor<? extends Codec<?>> constructor = coded.value().getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(coded.value() + " needs a constructor without parameters", e);
        }
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    /** {@code widthPerGroup} becomes {@code width_per_group}; digits stay with the word before them. */
    static String snakeCase(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && out.length() > 0) {
                out.append('_');
            }
            out.append(c);
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }
}
