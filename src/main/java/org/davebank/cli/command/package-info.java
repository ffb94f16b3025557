/**
 * <pre>{@code
 * @Command(name = "balance")
 * final class BalanceCommand extends BankCommand {
 *     int run(BankClient bank) {
 *         out().println(money(bank.get("/accounts/12345678"), "balance_minor"));
 *         return 0;
 *     }
 * }
 * }</pre>
 *
 * <p>What all commands share. {@link org.davebank.cli.command.BankCommand} gives a command its
 * connection and a way to print; {@link org.davebank.cli.command.Program} reads the words and
 * prints errors as one line on stderr; {@link org.davebank.cli.command.ExitCode} lists how a
 * process may end.
 *
 * <p>A command throws {@code Usage} for words that it does not understand (exit code 2) and {@code
 * Failure} for what cannot be done (exit code 1). Nothing here knows a single command.
 */
@NullMarked
package org.davebank.cli.command;

import org.jspecify.annotations.NullMarked;
