/**
 * <pre>{@code
 *  davebank WORD ...      Main
 *    |-- cli.command      what all commands share: options, exit codes, tables
 *    |-- cli.bank         accounts, money, files, DaveBot
 *    |-- cli.network      processes, status, faults
 *    |-- cli.drill        harming a running network, for DaveBot and for measuring
 *    `-- cli.bench        measuring and trying
 * }</pre>
 *
 * <p>The entry point of every process of the bank. {@link org.davebank.cli.Main} finds the command
 * by its first word and ends the process with its exit code. Main stays light: a worker starts
 * through it and loads no Spring class, and a worker that an agent starts does not even load the
 * command line library.
 */
@NullMarked
package org.davebank.cli;

import org.jspecify.annotations.NullMarked;
