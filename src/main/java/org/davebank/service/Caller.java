package org.davebank.service;

import org.davebank.api.ProblemCode;

/**
 * The authenticated person or client that makes a request.
 *
 * @param name recorded as {@code by} in every transaction
 * @param requestId recorded with it; also the trace id of an error
 */
public record Caller(String name, Role role, String requestId) {

    /** Throws {@link ServiceProblem} {@code forbidden} unless the caller has the role. */
    public void require(Role needed) {
        if (!role.includes(needed)) {
            throw ServiceProblem.of(
                    ProblemCode.FORBIDDEN,
                    "this needs the role " + needed.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    public Caller withRequestId(String other) {
        return new Caller(name, role, other);
    }
}
