/**
 * <pre>{@code
 * Ledger ledger = new Ledger(spill);
 * List<LedgerResult> results = ledger.apply(index, batch);   // a committed log entry
 * LedgerAnswer answer = ledger.answer(query, nowMs);         // at the applied index
 * }</pre>
 *
 * <p>The bank as one deterministic state machine a shard. The same entries in the same order give
 * the same state, the same answers and the same state hash on every replica; nothing else decides,
 * no clock, no locale, no table of the JDK. Double entry inside: the sum of all balances, CASH
 * included, is zero at every log index. Queries that look at many records are scans, answered in
 * slices between which entries are applied. To be used by one thread.
 */
@NullMarked
package org.davebank.ledger.state;

import org.jspecify.annotations.NullMarked;
