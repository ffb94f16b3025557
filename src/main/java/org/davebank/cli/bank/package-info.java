/**
 * <pre>{@code
 *  davebank deposit 12345678 10.50
 *  davebank import statements.csv --dry-run
 *  davebank transactions 12345678 --json
 * }</pre>
 *
 * <p>The commands for customers of the bank: accounts, deposits and transfers, statements,
 * attachments, imports and exports, and DaveBot at the counter. Each uses only HTTP through
 * {@code client.BankClient}, so each works on a remote network ({@code --url}).
 */
@NullMarked
package org.davebank.cli.bank;

import org.jspecify.annotations.NullMarked;
