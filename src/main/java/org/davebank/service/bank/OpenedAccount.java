package org.davebank.service.bank;

import org.davebank.ledger.Account;

/** An account that is open now; {@code replayed} when an earlier try had opened it. */
public record OpenedAccount(Account account, int shard, long index, boolean replayed) {}
