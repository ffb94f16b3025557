/**
 * <pre>{@code
 * @Route(
 *         value = "Lists accounts.",
 *         query = {Query.Q, Query.CURSOR, Query.LIMIT},
 *         gives = AccountPage.class,
 *         reach = Reach.READS)
 * @GetMapping("/accounts")
 * }</pre>
 *
 * <p>What a route promises, declared on its handler: parameters, headers, bodies and refusals. Requests
 * are checked against it before the route runs, and the document at {@code /openapi.json} is made
 * from it.
 */
@NullMarked
package org.davebank.rest.route;

import org.jspecify.annotations.NullMarked;
