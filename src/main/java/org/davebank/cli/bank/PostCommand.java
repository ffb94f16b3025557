package org.davebank.cli.bank;

import org.davebank.api.bank.PostTransaction;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Posts a single deposit, withdrawal or transfer. */
public abstract class PostCommand extends KeyedCommand {

    @Command(
            name = "deposit",
            mixinStandardHelpOptions = true,
            description = "Pays AMOUNT into an account.")
    public static final class Deposit extends PostCommand {
        @Parameters(index = "0", paramLabel = "NUMBER", description = "the account")
        private String account = "";

        @Parameters(index = "1", paramLabel = "AMOUNT", description = "like 12.50")
        private String amount = "";

        @Override
        public int run(BankClient bank) {
            return post(bank, "deposit", account, null, amount);
        }
    }

    @Command(
            name = "withdraw",
            mixinStandardHelpOptions = true,
            description = "Takes AMOUNT out of an account.")
    public static final class Withdraw extends PostCommand {
        @Parameters(index = "0", paramLabel = "NUMBER", description = "the account")
        private String account = "";

        @Parameters(index = "1", paramLabel = "AMOUNT", description = "like 12.50")
        private String amount = "";

        @Override
        public int run(BankClient bank) {
            return post(bank, "withdrawal", account, null, amount);
        }
    }

    @Command(
            name = "transfer",
            mixinStandardHelpOptions = true,
            description = "Moves AMOUNT from one account to another.")
    public static final class Transfer extends PostCommand {
        @Parameters(index = "0", paramLabel = "FROM", description = "the account that pays")
        private String from = "";

        @Parameters(index = "1", paramLabel = "TO", description = "the account that receives")
        private String to = "";

        @Parameters(index = "2", paramLabel = "AMOUNT", description = "like 12.50")
        private String amount = "";

        @Override
        public int run(BankClient bank) {
            return post(bank, "transfer", from, to, amount);
        }
    }

    @Option(names = "--description", paramLabel = "TEXT", description = "what it is for")
    private @Nullable String description;

    @Option(names = "--reference", paramLabel = "TEXT", description = "your own number for it")
    private @Nullable String reference;

    @Option(names = "--currency", paramLabel = "CODE", description = "must be the account's own")
    private @Nullable String currency;

    int post(BankClient bank, String type, String account, @Nullable String to, String amount) {
        PostTransaction body =
                new PostTransaction(
                        account,
                        type,
                        amount(amount),
                        to,
                        currency,
                        description,
                        reference,
                        null,
                        null,
                        null,
                        null);
        show(send(bank, "/transactions", body));
        return 0;
    }
}
