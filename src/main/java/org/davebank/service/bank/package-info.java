/**
 * <pre>{@code
 * OpenedAccount opened = bank.open(caller, openRequest, key);
 * Posted posted = bank.post(caller, postRequest);
 * Found<Account> account = bank.account(caller, "12345678", ReadOptions.STRONG);
 * Page<Posted> page =
 *         listings.transactions(caller, null, filter, cursor, 100, ReadOptions.STRONG);
 * }</pre>
 *
 * <p>Accounts and money: open, deposit, withdraw, transfer, one by one or in batches, and read
 * them back. The same idempotency key finds the first answer, whichever server is asked and
 * however often. A read says how old its answer may be. What the ledger has rejected is recorded
 * and is an answer; what the service refuses leaves no trace.
 */
@NullMarked
package org.davebank.service.bank;

import org.jspecify.annotations.NullMarked;
