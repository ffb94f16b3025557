/**
 * <pre>{@code
 *  /console/transactions         TransactionsView   all, filtered by the address
 *  /console/transactions/ID      TransactionView    one, with its attachments
 * }</pre>
 *
 * <p>Transactions, and the dialog that moves money. {@code TransactionList} is shown here and on
 * the page of an account; it links to accounts by address. Rejected transactions are shown with
 * their code. Previews of attachments run no code.
 */
@NullMarked
package org.davebank.console.transactions;

import org.jspecify.annotations.NullMarked;
