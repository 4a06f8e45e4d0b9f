package io.github.timm4j.config;

import io.github.timm4j.config.RecordSchema.Kind;
import io.github.timm4j.config.RecordSchema.Slot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Binds named plain values to a record, as timm's keyword arguments do to a constructor.
 *
 * <ul>
 *   <li>A component {@code widthPerGroup} is the argument {@code width_per_group}, or what {@link Name} says.
 *   <li>The components of a nested record are arguments of the outer one; a map under the nested component's own name
 *       is bound to it as well.
 *   <li>Enums are given by their constants' names in lower case (or {@link Name}); types with a {@link Choices} table,
 *       sealed ones above all, by the table's names. The annotated components of the chosen record are arguments too,
 *       and keep the base's value under the same name when another case is chosen.
 *   <li>Lists and maps are bound element by element, other types through their {@link Codec}.
 *   <li>Null is a value for components annotated {@code @Nullable} only.
 * </ul>
 */
public final class RecordBinder {
    private static final Object ABSENT = new Object();
    private static final Object INCOMPLETE = new Object();

    private final Map<String, ? extends @Nullable Object> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final List<String> missing = new ArrayList<>();

    private RecordBinder(Map<String, ? extends @Nullable Object> values) {
        this.values = values;
    }

    /**
     * Lays values over a record.
     *
     * @param base the record whose components stand where nothing is given
     * @param values timm's names to plain values
     * @param <R> the record
     * @return a new record
     * @throws IllegalArgumentException for an unknown name (the message lists the known ones) or a value that does not
     *     fit its component, and whatever the record's constructor refuses
     */
    public static <R extends Record> R bind(R base, Map<String, ? extends @Nullable Object> values) {
        @SuppressWarnings("unchecked")
        R bound = (R) new RecordBinder(values).bindAll(base.getClass(), base);
        return bound;
    }

    /**
     * Makes a record from values alone; components that may be null are null where nothing is given.
     *
     * @param type the record's class
     * @param values timm's names to plain values
     * @param <R> the record
     * @return a new record
     * @throws IllegalArgumentException as {@link #bind(Record, Map)}, and where a value is missing
     */
    public static <R extends Record> R bind(Class<R> type, Map<String, ? extends @Nullable Object> values) {
        return type.cast(new RecordBinder(values).bindAll(type, ABSENT));
    }

    /**
     * The argument names that a record takes.
     *
     * @param base the record; it decides which case of a sealed component counts
     * @return timm's names in the order of the components
     */
    public static List<String> names(Record base) {
        RecordBinder binder = new RecordBinder(Map.of());
        binder.bindRecord(base.getClass(), base);
        return List.copyOf(binder.known);
    }

    /**
     * Writes a record as named plain values; the inverse of {@link #bind(Class, Map)}.
     *
     * @param record any record
     * @return timm's names to values, in the order of the components, nulls included
     */
    public static Map<String, @Nullable Object> toMap(Record record) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Slot slot : RecordSchema.of(record.getClass()).slots()) {
            Object value = slot.read(record);
            if (slot.kind() == Kind.GROUP && value instanceof Record group) {
                map.putAll(toMap(group));
            } else if (slot.kind() == Kind.CHOICE && value != null) {
                writeChoice(slot, value, map);
            } else if (slot.kind() != Kind.GROUP) {
                map.put(slot.name(), write(slot, value));
            }
        }
        return Collections.unmodifiableMap(map);
    }

    private Object bindAll(Class<?> type, Object base) {
        Object bound = bindRecord(type, base);
        for (String name : values.keySet()) {
            if (!used.contains(name)) {
                throw new IllegalArgumentException("unknown argument \"" + name + "\"" + Nearest.hint(name, known)
                        + (known.isEmpty() ? "; none are known" : "; known: " + String.join(", ", known)));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("missing arguments: " + String.join(", ", missing));
        }
        return bound;
    }

    private Object bindRecord(Class<?> type, Object base) {
        RecordSchema schema = RecordSchema.of(type);
        @Nullable Object[] bound = new Object[schema.slots().size()];
        for (int i = 0; i < bound.length; i++) {
            Slot slot = schema.slots().get(i);
            bound[i] = bindSlot(slot, base == ABSENT ? ABSENT : slot.read(base));
            if (bound[i] == ABSENT) {
                missing.add(slot.name());
            }
        }
        return create(schema, bound);
    }

    /** Nothing is made once a value is missing: the caller reports that after it has looked for unknown names. */
    private Object create(RecordSchema schema, @Nullable Object[] bound) {
        return missing.isEmpty() ? schema.create(bound) : INCOMPLETE;
    }

    private @Nullable Object bindSlot(Slot slot, @Nullable Object base) {
        return switch (slot.kind()) {
            case VALUE -> bindValue(slot, base);
            case GROUP -> bindGroup(slot, base);
            case CHOICE -> bindChoice(slot, base);
        };
    }

    private @Nullable Object bindValue(Slot slot, @Nullable Object base) {
        String name = claim(slot);
        if (name == null) {
            return base == ABSENT && slot.nullable() ? null : base;
        }
        return read(slot, name);
    }

    private @Nullable Object bindGroup(Slot slot, @Nullable Object base) {
        for (String name : slot.names()) {
            if (values.get(name) instanceof Map<?, ?> map) {
                used.add(name);
                RecordBinder inner = new RecordBinder(Arguments.copy(map));
                Object bound = inner.bindAll(slot.rawType(), base == null ? ABSENT : base);
                inner.used.stream().filter(values::containsKey).findFirst().ifPresent(twice -> {
                    throw new IllegalArgumentException(
                            "arguments \"" + twice + "\" and \"" + name + "\" both give " + twice + "; give one");
                });
                return bindRecord(slot.rawType(), bound);
            }
        }
        if (base == null || (base == ABSENT && slot.nullable())) {
            return bindOptionalGroup(slot);
        }
        return bindRecord(slot.rawType(), base);
    }

    /** A nested record that may be null stays so unless one of its arguments is given. */
    private @Nullable Object bindOptionalGroup(Slot slot) {
        List<Slot> inner = RecordSchema.of(slot.rawType()).slots();
        if (inner.stream().flatMap(each -> each.names().stream()).anyMatch(values::containsKey)) {
            return bindRecord(slot.rawType(), ABSENT);
        }
        inner.forEach(each -> known.add(each.name()));
        return null;
    }

    private @Nullable Object bindChoice(Slot slot, @Nullable Object base) {
        String name = claim(slot);
        Object chosen = name == null ? base : read(slot, name);
        if (chosen == ABSENT && slot.nullable()) {
            return null;
        }
        if (!(chosen instanceof Record)) {
            return chosen;
        }
        RecordSchema schema = RecordSchema.of(chosen.getClass());
        Map<String, @Nullable Object> earlier = named(base);
        @Nullable Object[] bound = new Object[schema.slots().size()];
        for (int i = 0; i < bound.length; i++) {
            Slot inner = schema.slots().get(i);
            Object own = inner.read(chosen);
            bound[i] = inner.named() ? bindSlot(inner, earlier.getOrDefault(inner.name(), own)) : own;
        }
        return create(schema, bound);
    }

    private static Map<String, @Nullable Object> named(@Nullable Object choice) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        if (choice instanceof Record record) {
            for (Slot slot : RecordSchema.of(record.getClass()).slots()) {
                if (slot.named()) {
                    named.put(slot.name(), slot.read(record));
                }
            }
        }
        return named;
    }

    /** Notes a component's names as known; returns the one that is given, or null. */
    private @Nullable String claim(Slot slot) {
        if (!known.add(slot.name())) {
            throw new IllegalStateException("two components take the argument \"" + slot.name() + "\"");
        }
        String given = null;
        for (String name : slot.names()) {
            if (values.containsKey(name)) {
                if (given != null) {
                    throw new IllegalArgumentException(
                            "arguments \"" + given + "\" and \"" + name + "\" are the same; give one");
                }
                given = name;
                used.add(name);
            }
        }
        return given;
    }

    private @Nullable Object read(Slot slot, String name) {
        Object value = values.get(name);
        try {
            if (value == null) {
                if (slot.nullable()) {
                    return null;
                }
                throw new IllegalArgumentException("expected a value, found null");
            }
            if (slot.codec() != null) {
                return slot.codec().read(value);
            }
            if (slot.kind() == Kind.CHOICE && slot.rawType().isInstance(value)) {
                return value;
            }
            return slot.kind() == Kind.CHOICE
                    ? NamedChoices.value(slot.rawType(), value)
                    : Values.read(slot.type(), value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("argument \"" + name + "\": " + e.getMessage(), e);
        }
    }

    private static @Nullable Object write(Slot slot, @Nullable Object value) {
        if (slot.codec() == null || value == null) {
            return Values.write(value);
        }
        @SuppressWarnings("unchecked")
        Codec<Object> codec = (Codec<Object>) slot.codec();
        return codec.write(value);
    }

    /** Writes the name of the table's entry that agrees in all components that are not arguments of their own. */
    private static void writeChoice(Slot slot, Object value, Map<String, @Nullable Object> map) {
        for (Map.Entry<String, Object> entry : NamedChoices.of(slot.rawType()).entrySet()) {
            if (sameChoice(entry.getValue(), value)) {
                map.put(slot.name(), entry.getKey());
                break;
            }
        }
        if (value instanceof Record record) {
            for (Slot inner : RecordSchema.of(record.getClass()).slots()) {
                if (inner.named()) {
                    map.put(inner.name(), write(inner, inner.read(record)));
                }
            }
        }
    }

    private static boolean sameChoice(Object entry, Object value) {
        if (!(value instanceof Record) || entry.getClass() != value.getClass()) {
            return entry.equals(value);
        }
        return RecordSchema.of(value.getClass()).slots().stream()
                .filter(slot -> !slot.named())
                .allMatch(slot -> Objects.equals(slot.read(entry), slot.read(value)));
    }
}
