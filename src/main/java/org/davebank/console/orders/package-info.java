/**
 * <pre>{@code
 *  OrderSlip keeps -> browser's cookie -> OrderDesk sends -> Outcome
 *                                             | no answer
 *                                         InFlight asks by the key, on whichever server serves next
 * }</pre>
 *
 * <p>Orders that have no answer yet. An order is kept by the browser before it is sent, under its
 * idempotency key; after a fail-over the next server finds out by that key what became of it and
 * says so. An order is never repeated under another key, and is shown as unknown until it is
 * known.
 */
@NullMarked
package org.davebank.console.orders;

import org.jspecify.annotations.NullMarked;
