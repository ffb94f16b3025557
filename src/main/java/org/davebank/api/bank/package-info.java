/**
 * <pre>{@code
 * {"account_num":"12345678","transaction_type":"deposit","amount":12.50}     PostTransaction
 * {"id":"019a…","account_num":"12345678","amount":12.50,…}                   TransactionAnswer
 * }</pre>
 *
 * <p>What the routes of the bank read and write: accounts, transactions, files and imports. Money is
 * a decimal number in major units, and an integer in the currency's smallest units. Times
 * are instants in ISO 8601.
 */
@NullMarked
package org.davebank.api.bank;

import org.jspecify.annotations.NullMarked;
