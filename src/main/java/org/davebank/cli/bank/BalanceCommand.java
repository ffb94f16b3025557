package org.davebank.cli.bank;

import org.davebank.cli.command.BankCommand;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The balance of an account, now or at an instant. */
@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description = "Shows an account's balance.")
public final class BalanceCommand extends BankCommand {

    @Parameters(index = "0", paramLabel = "NUMBER", description = "the account")
    private String account = "";

    @Option(names = "--at", paramLabel = "INSTANT", description = "ISO 8601 date or instant")
    private @Nullable String at;

    /** How much of the balance is effective now, as a sentence; empty if all of it is. */
    static String effective(JsonNode account) {
        boolean all =
                account.path("balance_minor").asLong()
                        == account.path("value_balance_minor").asLong();
        return all
                ? ""
                : money(account, "value_balance_minor")
                        + " effective, "
                        + money(account, "available_minor")
                        + " available";
    }

    @Override
    public int run(BankClient bank) {
        JsonNode balance = bank.get(with("/accounts/" + encode(account) + "/balance", "at", at));
        if (json) {
            out().println(balance);
            return 0;
        }
        out().println(money(balance, "balance_minor"));
        String effective = effective(balance);
        if (!effective.isEmpty()) {
            out().println(effective);
        }
        return 0;
    }
}
