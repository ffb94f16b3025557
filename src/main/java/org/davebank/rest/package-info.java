/**
 * <pre>{@code
 * @PostMapping("/accounts")
 * ResponseEntity<Object> open(HttpServletRequest request) {
 *     Caller caller = Callers.of(request);
 *     JsonBody body = JsonBody.read(request, FIELDS);       // unknown fields are refused
 *     return created(bank.open(caller, openRequest(body), Reading.idempotencyKey(request)));
 * }
 * }</pre>
 *
 * <p>HTTP for programs: every route of the contract, answered by every server node. Bodies are
 * read strictly and bounded; errors are problem details (RFC 9457) with the code of the service. A
 * route reads, asks one service and writes; it decides nothing.
 */
@NullMarked
package org.davebank.rest;

import org.jspecify.annotations.NullMarked;
