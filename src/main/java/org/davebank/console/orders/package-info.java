/**
 * <pre>{@code
 *  OrderSlip keeps -> browser's cookie -> OrderDesk sends -> Outcome
 *                                             | no answer
 *                                         InFlight asks by the key, on whichever server serves next
 * }</pre>
 *
 * <p>Orders without an answer. The browser keeps an order before it is sent, under its idempotency
 * key; after a fail-over the next server looks it up by that key and reports the outcome. An order
 * is never repeated under another key, and is shown as unknown until its outcome is known.
 */
@NullMarked
package org.davebank.console.orders;

import org.jspecify.annotations.NullMarked;
