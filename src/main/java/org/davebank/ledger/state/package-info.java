/**
 * <pre>{@code
 * Ledger ledger = new Ledger(spill);
 * List<LedgerResult> results = ledger.apply(index, batch);   // a committed log entry
 * LedgerAnswer answer = ledger.answer(query, nowMs);         // at the applied index
 * }</pre>
 *
 * <p>The bank as a deterministic state machine per shard. The same entries in the same order give
 * the same state, answers and state hash on every replica, independent of clocks, locales and JDK
 * tables. It uses double entry: the sum of all balances, including CASH, is zero at every log
 * index. Queries over many records are scans, answered in slices between which entries are applied.
 * Not thread-safe.
 */
@NullMarked
package org.davebank.ledger.state;

import org.jspecify.annotations.NullMarked;
