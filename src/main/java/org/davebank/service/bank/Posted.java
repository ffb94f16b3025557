package org.davebank.service.bank;

import org.davebank.ledger.Transaction;

/** A transaction with its shard: the receipt. */
public record Posted(Transaction transaction, int shard, boolean replayed) {}
