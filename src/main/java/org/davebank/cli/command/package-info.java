/**
 * <pre>{@code
 * @Command(name = "balance")
 * final class BalanceCommand extends BankCommand {
 *     int run(BankClient bank) {
 *         BalanceAnswer said = bank.get("/accounts/12345678/balance", BalanceAnswer.class);
 *         out().println(money(said.balanceMinor(), said.currency()));
 *         return 0;
 *     }
 * }
 * }</pre>
 *
 * <p>The common part of all commands. {@link org.davebank.cli.command.BankCommand} gives a command
 * its connection and output; {@link org.davebank.cli.command.Program} parses the arguments and
 * prints errors as one line on stderr; {@link org.davebank.cli.command.ExitCode} lists the exit
 * codes.
 *
 * <p>A command throws {@code Usage} for invalid arguments (exit code 2) and {@code Failure} if it
 * cannot do its work (exit code 1). Nothing here depends on a specific command.
 */
@NullMarked
package org.davebank.cli.command;

import org.jspecify.annotations.NullMarked;
