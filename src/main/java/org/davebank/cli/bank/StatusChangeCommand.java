package org.davebank.cli.bank;

import java.util.Locale;
import org.davebank.api.bank.AccountAnswer;
import org.davebank.cli.command.BankCommand;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Freezes, unfreezes or closes an account. */
public abstract class StatusChangeCommand extends BankCommand {

    @Command(
            name = "freeze",
            mixinStandardHelpOptions = true,
            description = "Freezes an account: it takes money and pays none.")
    public static final class Freeze extends StatusChangeCommand {
        Freeze() {
            super("freeze");
        }
    }

    @Command(
            name = "unfreeze",
            mixinStandardHelpOptions = true,
            description = "Lets a frozen account pay again.")
    public static final class Unfreeze extends StatusChangeCommand {
        Unfreeze() {
            super("unfreeze");
        }
    }

    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            description = "Closes an empty account, for good.")
    public static final class Close extends StatusChangeCommand {
        Close() {
            super("close");
        }
    }

    private final String action;

    @Parameters(
            index = "0",
            paramLabel = "NUMBER|ALIAS",
            description = "the account's eight digits, or an alias of it")
    private String account = "";

    @Option(names = "--key", paramLabel = "KEY", description = "idempotency key")
    private @Nullable String key;

    StatusChangeCommand(String action) {
        this.action = action;
    }

    @Override
    public int run(BankClient bank) {
        String ownKey = key == null ? BankClient.newKey() : key;
        String path = "/accounts/" + encode(account) + "/" + action;
        print(bank.ask(BankClient.Call.post(path, "", ownKey)));
        return 0;
    }

    private void print(BankClient.Answer answer) {
        if (json) {
            out().println(answer.orFail());
            return;
        }
        AccountAnswer changed = answer.orFail(AccountAnswer.class);
        String status = changed.status().toLowerCase(Locale.ROOT);
        // An answer to a retry tells what was done then, not what the account is now.
        out().println(
                        changed.accountNum()
                                + (answer.replayed()
                                        ? " was " + status + " before"
                                        : " is " + status));
    }
}
