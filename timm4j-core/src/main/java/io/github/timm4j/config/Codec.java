package io.github.timm4j.config;

import org.jspecify.annotations.Nullable;

/**
 * Turns a plain value (null excepted) into a typed one and back, for types that {@link RecordBinder} does not know.
 *
 * @param <T> the typed value
 */
public interface Codec<T extends @Nullable Object> {
    /**
     * Reads a plain value.
     *
     * @param value a boolean, number, text, list or map
     * @return the typed value
     * @throws IllegalArgumentException saying what was expected and found, where the value does not fit
     */
    T read(Object value);

    /**
     * Writes a typed value.
     *
     * @param value what {@link #read} made
     * @return a boolean, number, text, list or map
     */
    Object write(T value);
}
