/**
 * Where strings and plain values become configuration: the only package with untyped maps in its signatures.
 *
 * <p>A {@link io.github.timm4j.config.RecordBinder} lays named values over a record; {@link
 * io.github.timm4j.config.Arguments} carries such values through typed interfaces and to and from JSON.
 */
@NullMarked
package io.github.timm4j.config;

import org.jspecify.annotations.NullMarked;
