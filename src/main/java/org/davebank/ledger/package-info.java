/**
 * The bank: accounts, transactions, postings and idempotency, as one deterministic state machine a
 * shard.
 *
 * <p>A {@link org.davebank.ledger.LedgerCommand} is replicated by consensus and applied in the same
 * order on every replica; a {@link org.davebank.ledger.LedgerQuery} reads without changing
 * anything. Double entry inside: the sum of all balances, CASH included, is zero at every log
 * index.
 */
@NullMarked
package org.davebank.ledger;

import org.jspecify.annotations.NullMarked;
