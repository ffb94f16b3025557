/**
 * <pre>{@code
 *   request  ── JSON ──► rest reads a record, a service does it
 *   answer   ◄── JSON ── rest writes a record
 *   problem  ◄── JSON ── Problem, with a ProblemCode
 * }</pre>
 *
 * <p>The HTTP contract as records. A field of the JSON is a component of a record: the same name in
 * snake_case, in the same order. A component that is {@code @Nullable} is null in the JSON, never
 * missing, unless it says otherwise. {@code rest} writes these records, {@code client} reads them,
 * and the document at {@code /openapi.json} is made from them. The records of the bank are in {@link
 * org.davebank.api.bank}, those of the network in {@link org.davebank.api.network}.
 *
 * <p>The services know the codes of this room and nothing else of it.
 */
@NullMarked
package org.davebank.api;

import org.jspecify.annotations.NullMarked;
