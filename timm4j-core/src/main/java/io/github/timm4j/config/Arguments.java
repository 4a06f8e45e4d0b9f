package io.github.timm4j.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Named plain values in the order they were given: what a command line, {@code model_args} of a {@code config.json} or a
 * caller says about a model under timm's own names. Immutable.
 *
 * @param values name to boolean, number, text, list, map or null
 */
public record Arguments(Map<String, @Nullable Object> values) {
    /** No arguments. */
    public static final Arguments NONE = new Arguments(Map.of());

    /**
     * Copies the map, and the lists and maps within.
     *
     * @param values name to boolean, number, text, list, map or null
     */
    public Arguments {
        values = copy(values);
    }

    /**
     * One argument.
     *
     * @param name timm's name
     * @param value a boolean, number, text, list, map or null
     * @return the arguments
     */
    public static Arguments of(String name, @Nullable Object value) {
        return NONE.with(name, value);
    }

    /**
     * Reads a JSON object.
     *
     * @param json the text
     * @return the arguments
     * @throws IllegalArgumentException where the text is not one JSON object
     */
    public static Arguments fromJson(String json) {
        try {
            return object(JsonReader.read(json));
        } catch (IOException e) {
            throw new IllegalArgumentException("expected a JSON object: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a JSON object.
     *
     * @param utf8 the text's bytes
     * @return the arguments
     * @throws IllegalArgumentException where the bytes are not UTF-8 or the text is not one JSON object
     */
    public static Arguments fromJson(byte[] utf8) {
        try {
            return object(JsonReader.read(utf8));
        } catch (IOException e) {
            throw new IllegalArgumentException("expected a JSON object: " + e.getMessage(), e);
        }
    }

    /**
     * Adds or replaces one argument.
     *
     * @param name timm's name
     * @param value a boolean, number, text, list, map or null
     * @return new arguments
     */
    public Arguments with(String name, @Nullable Object value) {
        return changed(map -> map.put(name, value));
    }

    /**
     * Lays other arguments over these.
     *
     * @param others they win
     * @return new arguments
     */
    public Arguments with(Arguments others) {
        return changed(map -> map.putAll(others.values));
    }

    /**
     * Leaves arguments out.
     *
     * @param names which; unknown ones are ignored
     * @return new arguments
     */
    public Arguments without(String... names) {
        return changed(map -> map.keySet().removeAll(List.of(names)));
    }

    /**
     * Leaves out arguments whose value is null, as timm does before it builds a model.
     *
     * @return new arguments
     */
    public Arguments withoutNulls() {
        return changed(map -> map.values().removeIf(value -> value == null));
    }

    /**
     * Binds every argument to a record; see {@link RecordBinder#bind(Record, Map)}.
     *
     * @param base the values where nothing is given
     * @param <R> the record
     * @return a new record
     * @throws IllegalArgumentException for an unknown name or a value of the wrong type
     */
    public <R extends Record> R bindTo(R base) {
        return RecordBinder.bind(base, values);
    }

    /**
     * The value of one argument.
     *
     * @param name timm's name
     * @return the value, or null where there is none or it is null
     */
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /**
     * Tells whether an argument is given, be it null.
     *
     * @param name timm's name
     * @return true where it is
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * The names in order.
     *
     * @return an unmodifiable view
     */
    public Set<String> names() {
        return values.keySet();
    }

    /**
     * Tells whether nothing is given.
     *
     * @return true where there is no argument
     */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * Writes the arguments as Python's {@code json.dump(…, indent=2)} would.
     *
     * @return a JSON object without a last line break
     * @throws IllegalArgumentException where a value has no JSON form
     */
    public String toJson() {
        return JsonWriter.write(values);
    }

    private Arguments changed(Consumer<Map<String, @Nullable Object>> change) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(values);
        change.accept(map);
        return new Arguments(map);
    }

    private static Arguments object(@Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            return new Arguments(copy(map));
        }
        throw new IOException("found a value that is not an object");
    }

    /** A deep copy with text keys. */
    static Map<String, @Nullable Object> copy(Map<?, ?> values) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            map.put(
                    entry.getKey() instanceof String name ? name : String.valueOf(entry.getKey()),
                    copyOf(entry.getValue()));
        }
        return Collections.unmodifiableMap(map);
    }

    private static @Nullable Object copyOf(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return copy(map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>(list.size());
            for (Object item : list) {
                items.add(copyOf(item));
            }
            return Collections.unmodifiableList(items);
        }
        return value;
    }
}
