/**
 * <pre>{@code
 *  davebank deposit 12345678 10.50
 *  davebank import statements.csv --dry-run
 *  davebank transactions 12345678 --json
 * }</pre>
 *
 * <p>The commands of somebody who has money in the bank: accounts, deposits and transfers,
 * statements, attachments, imports and exports, and DaveBot at the counter. Each speaks HTTP
 * through {@code client.BankClient} and nothing else, so each works on a network elsewhere ({@code
 * --url}).
 */
@NullMarked
package org.davebank.cli.bank;

import org.jspecify.annotations.NullMarked;
