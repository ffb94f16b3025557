package org.davebank.cli.bank;

import org.davebank.api.bank.BalanceAnswer;
import org.davebank.cli.command.BankCommand;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    /** What of the balance counts by now, in a sentence; empty when all of it does. */
    static String effective(
            long balanceMinor, long valueBalanceMinor, long availableMinor, String currency) {
        return balanceMinor == valueBalanceMinor
                ? ""
                : money(valueBalanceMinor, currency)
                        + " effective, "
                        + money(availableMinor, currency)
                        + " available";
    }

    @Override
    public int run(BankClient bank) {
        String path = with("/accounts/" + encode(account) + "/balance", "at", at);
        BankClient.Answer answer = bank.ask(BankClient.Call.get(path));
        if (json) {
            out().println(answer.orFail());
            return 0;
        }
        BalanceAnswer balance = answer.orFail(BalanceAnswer.class);
        out().println(money(balance.balanceMinor(), balance.currency()));
        String effective =
                effective(
                        balance.balanceMinor(),
                        balance.valueBalanceMinor(),
                        balance.availableMinor(),
                        balance.currency());
        if (!effective.isEmpty()) {
            out().println(effective);
        }
        return 0;
    }
}
