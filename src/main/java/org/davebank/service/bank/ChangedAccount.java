package org.davebank.service.bank;

import org.davebank.ledger.Account;

/** An account as a change has made it; {@code replayed} when an earlier attempt was the one. */
public record ChangedAccount(Account account, int shard, long index, boolean replayed) {}
