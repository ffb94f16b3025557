/**
 * <pre>{@code
 *   Route, on each handler ──┐
 *   records of the room api ─────┴──► OpenAPI ──► /openapi.json, /docs
 * }</pre>
 *
 * <p>The document about the HTTP contract. Nothing in it is written by hand: paths, parameters and
 * codes come from what the routes declare, schemas and examples from the records that they read and
 * write. The library serves it and renders it.
 */
@NullMarked
package org.davebank.rest.docs;

import org.jspecify.annotations.NullMarked;
