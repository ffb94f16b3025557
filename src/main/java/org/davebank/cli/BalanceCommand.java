package org.davebank.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What an account has, now or at an instant. */
@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description = "Shows an account's balance.")
final class BalanceCommand extends BankCommand {

    @Parameters(index = "0", paramLabel = "NUMBER", description = "the account")
    private String account = "";

    @Option(names = "--at", paramLabel = "INSTANT", description = "ISO 8601 date or instant")
    private @Nullable String at;

    @Override
    int run(BankClient bank) {
        JsonNode balance = bank.get(with("/accounts/" + encode(account) + "/balance", "at", at));
        out().println(json ? balance.toString() : money(balance, "balance_minor"));
        return 0;
    }
}
