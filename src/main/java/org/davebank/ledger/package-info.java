/**
 * <pre>{@code
 *   LedgerCommand ── one entry of the log ──► LedgerResult      the same on every replica
 *   LedgerQuery   ── one replica ───────────► LedgerAnswer      changes nothing
 * }</pre>
 *
 * <p>The language of the bank: accounts, transactions, commands, queries and their answers, with
 * their encodings and limits. All types are values. The state machine is in {@link
 * org.davebank.ledger.state}.
 */
@NullMarked
package org.davebank.ledger;

import org.jspecify.annotations.NullMarked;
