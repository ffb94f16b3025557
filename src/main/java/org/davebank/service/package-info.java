/**
 * <pre>{@code
 * Caller caller = signIn.byToken(token);
 * caller.require(Role.TELLER);                              // else ServiceProblem: forbidden
 * Posted posted = bank.post(caller, request);
 * }</pre>
 *
 * <p>Use cases for people and clients: what the console, the REST interface and the command line
 * call, with permissions, retries and an audit trail. This package holds what they share: the
 * caller ({@link org.davebank.service.Caller}), the problems ({@link
 * org.davebank.service.ServiceProblem}), pages and periods, and access to the shards ({@link
 * org.davebank.service.Shards}). The use cases are in the packages below and depend on this one.
 *
 * <p>Free of HTTP and of Vaadin. Every result is immutable and may be handed to any thread. Each
 * refusal has a {@link org.davebank.api.ProblemCode}; a write whose outcome is not known ends
 * as {@code outcome_unknown} and never as failed.
 */
@NullMarked
package org.davebank.service;

import org.jspecify.annotations.NullMarked;
