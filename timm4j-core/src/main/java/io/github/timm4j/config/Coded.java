package io.github.timm4j.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the codec of a record component, or of every component of the annotated type. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Coded {
    /**
     * The codec; it has a constructor without parameters.
     *
     * @return the class
     */
    Class<? extends Codec<?>> value();
}
