package org.davebank.rest.route;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.davebank.api.ProblemCode;

/**
 * What a route takes and gives. Of bodies, a record stands for an object, an array of records for a
 * list of objects, and {@code byte[]} for bytes; several mean that it is one of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Route {

    /** What it does, in one sentence. */
    String value();

    /** Whether it asks for no credentials. */
    boolean open() default false;

    /** The parameters of the URL; every other one is refused. */
    Query[] query() default {};

    /** The headers that change what it does. */
    Header[] reads() default {};

    /** The bodies of requests; none where there is no body. */
    Class<?>[] takes() default {};

    /** The types of such a body. */
    String[] takesTypes() default "application/json";

    /** The status of a success. */
    int status() default 200;

    /** The bodies of a success; none where there is no body. */
    Class<?>[] gives() default {};

    /** The types of such a body. */
    String[] givesTypes() default "application/json";

    /** The headers of a success. */
    Header[] writes() default {};

    /** Whom it asks; decides about some refusals. */
    Reach reach() default Reach.HERE;

    /** Its own refusals, in addition to those of all routes and those of its reach. */
    ProblemCode[] refuses() default {};
}
