package io.github.timm4j.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name that timm gives a record component or an enum constant, where it is not the Java name in snake case
 * (components) or in lower case (constants).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Name {
    /**
     * The names that are accepted; the first is the one that is written.
     *
     * @return at least one name
     */
    String[] value();
}
