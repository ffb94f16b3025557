/**
 * <pre>{@code
 *   LedgerCommand ── one entry of the log ──► LedgerResult      the same on every replica
 *   LedgerQuery   ── one replica ───────────► LedgerAnswer      changes nothing
 * }</pre>
 *
 * <p>The language of the bank: accounts, transactions, what can be ordered and asked, and what is
 * answered, with the form of each on the wire and its limits. Everything here is a value. The state
 * machine that gives the answers is in {@link org.davebank.ledger.state}.
 */
@NullMarked
package org.davebank.ledger;

import org.jspecify.annotations.NullMarked;
