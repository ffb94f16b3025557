/**
 * What a shard's leader does so that transfers between shards end.
 *
 * <pre>
 *   ShardTransfers transfers = new ShardTransfers(shard, ledger, surroundings, time);
 *   transfers.post(commands, answer);   // answers after the decision
 *   transfers.read(...);                // answers without half of a transfer
 *   transfers.turn();                   // at the end of each turn
 * </pre>
 *
 * <p>Promises: everything here may be lost at any moment, because the books of the ledger say what is
 * left to do; a client is answered once, and only after the decision is committed and applied.
 */
@NullMarked
package org.davebank.node.transfer;

import org.jspecify.annotations.NullMarked;
