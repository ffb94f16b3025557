package org.davebank.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the document shows of a field. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Shown {

    /**
     * A value as it could be, lists and maps in JSON. Empty for what records inside provide, and for
     * what would be null in an example.
     */
    String value() default "";

    /** What the field means, its unit and its range. */
    String about() default "";

    /** The records that the value may be, where its type does not say so. */
    Class<?>[] oneOf() default {};
}
