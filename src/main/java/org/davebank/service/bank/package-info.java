/**
 * <pre>{@code
 * OpenedAccount opened = bank.open(caller, openRequest, key);
 * Posted posted = bank.post(caller, postRequest);
 * Found<Account> account = bank.account(caller, "12345678", ReadOptions.STRONG);
 * Page<Posted> page =
 *         listings.transactions(caller, null, filter, cursor, 100, ReadOptions.STRONG);
 * }</pre>
 *
 * <p>Accounts and money: open, deposit, withdraw, transfer, one by one or in batches, and read them
 * back. A retry with the same idempotency key gets the first answer, on any server and however
 * often. A read says how old its answer may be. A rejection by the ledger is recorded and counts as
 * an answer; a refusal by the service leaves no trace.
 */
@NullMarked
package org.davebank.service.bank;

import org.jspecify.annotations.NullMarked;
