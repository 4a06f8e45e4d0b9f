package io.github.timm4j.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the table of a type's named values: a static method of that type without parameters that returns a {@code
 * Map<String, T>}.
 *
 * <p>An argument of such a type is given by name. Where the value is a record, its components annotated with {@link
 * Name} are arguments of their own; the others belong to the choice.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Choices {}
