/**
 * <pre>{@code
 *  /console/accounts             AccountsView   all accounts, searched by holder, number or alias
 *  /console/accounts/12345678    AccountView    balance, facts, history, deposit and withdraw
 * }</pre>
 *
 * <p>Accounts. A list is read in pages by cursor and says how many accounts there are. A number or
 * an alias in the address finds the account; a balance says how old it is while its shard has no
 * leader.
 */
@NullMarked
package org.davebank.console.accounts;

import org.jspecify.annotations.NullMarked;
