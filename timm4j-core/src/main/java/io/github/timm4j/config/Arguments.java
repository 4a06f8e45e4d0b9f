package io.github.timm4j.config;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Named plain values in the order they were given: what a command line, a {@code config.json} or a caller says about a
 * model under timm's own names. Immutable.
 */
public final class Arguments {
    private static final Arguments NONE = new Arguments(Map.of());

    private final Map<String, @Nullable Object> values;

    private Arguments(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /**
     * No arguments.
     *
     * @return the empty value
     */
    public static Arguments none() {
        return NONE;
    }

    /**
     * Takes over a map's entries, lists and maps within copied.
     *
     * @param values name to boolean, number, text, list, map or null
     * @return the arguments
     */
    public static Arguments of(Map<String, ? extends @Nullable Object> values) {
        return new Arguments(copy(values));
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
        try (JsonParser parser = Json.factory().createParser(json)) {
            return read(parser);
        } catch (IOException e) {
            throw new IllegalArgumentException("expected a JSON object: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a JSON object from a stream of UTF-8, which is closed.
     *
     * @param in the stream
     * @return the arguments
     * @throws IOException where reading fails or the text is not one JSON object
     */
    public static Arguments fromJson(InputStream in) throws IOException {
        try (JsonParser parser = Json.factory().createParser(in)) {
            return read(parser);
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
        Map<String, @Nullable Object> map = new LinkedHashMap<>(values);
        map.put(name, copyOf(value));
        return new Arguments(Collections.unmodifiableMap(map));
    }

    /**
     * Leaves arguments out.
     *
     * @param names which; unknown ones are ignored
     * @return new arguments
     */
    public Arguments without(String... names) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(values);
        map.keySet().removeAll(List.of(names));
        return new Arguments(Collections.unmodifiableMap(map));
    }

    /**
     * Leaves out arguments whose value is null, as timm does before it builds a model.
     *
     * @return new arguments
     */
    public Arguments withoutNulls() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(values);
        map.values().removeIf(value -> value == null);
        return new Arguments(Collections.unmodifiableMap(map));
    }

    /**
     * Lays other arguments over these.
     *
     * @param others they win
     * @return new arguments
     */
    public Arguments plus(Arguments others) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(values);
        map.putAll(others.values);
        return new Arguments(Collections.unmodifiableMap(map));
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
     * The arguments as a map.
     *
     * @return an unmodifiable view, in order
     */
    public Map<String, @Nullable Object> asMap() {
        return values;
    }

    /**
     * Writes the arguments as Python's {@code json.dump(…, indent=2)} would.
     *
     * @return a JSON object without a last line break
     * @throws IllegalArgumentException where a value has no JSON form
     */
    public String toJson() {
        return Json.write(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Arguments arguments && values.equals(arguments.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    private static Arguments read(JsonParser parser) throws IOException {
        Object value = Json.read(parser);
        if (value instanceof Map<?, ?> map) {
            return new Arguments(copy(map));
        }
        throw new IOException("found a value that is not an object");
    }

    /** A deep copy with text keys. */
    static Map<String, @Nullable Object> copy(Map<?, ?> values) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        values.forEach((name, value) -> map.put(String.valueOf(name), copyOf(value)));
        return Collections.unmodifiableMap(map);
    }

    private static @Nullable Object copyOf(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return copy(map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(copyOf(item)));
            return Collections.unmodifiableList(items);
        }
        return value;
    }
}
