package org.davebank.service.bank;

import org.davebank.ledger.Account;

/** An open account; {@code replayed} when an earlier attempt had opened it. */
public record OpenedAccount(Account account, int shard, long index, boolean replayed) {}
