/**
 * <pre>{@code
 *  /console/accounts             AccountsView   all accounts, searched by holder, number or alias
 *  /console/accounts/12345678    AccountView    balance, facts, history, deposit and withdraw
 * }</pre>
 *
 * <p>Accounts. A list is read in pages by cursor and says how many accounts there are. An address
 * with a number or an alias leads to the account; a balance shows its age while its shard has no
 * leader.
 */
@NullMarked
package org.davebank.console.accounts;

import org.jspecify.annotations.NullMarked;
