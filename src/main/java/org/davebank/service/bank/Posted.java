package org.davebank.service.bank;

import org.davebank.ledger.Transaction;

/** A transaction with its place: the receipt. */
public record Posted(Transaction transaction, int shard, boolean replayed) {}
