package io.github.timm4j.optim.rule;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a component of an {@link UpdateRule} is called in timm, where that is not its own name in snake case. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /**
     * The name in timm.
     *
     * @return an argument name of the Python class; empty for the component's name in snake case
     */
    String value() default "";

    /**
     * The argument whose first element gives the value, where timm's class takes it from a tuple.
     *
     * @return an argument name, or empty
     */
    String firstOf() default "";

    /**
     * Tells whether parameter groups carry the value, in memory and in a saved state.
     *
     * @return false for an argument that Python keeps on the optimizer itself
     */
    boolean saved() default true;
}
