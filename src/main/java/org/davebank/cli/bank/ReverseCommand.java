package org.davebank.cli.bank;

import java.util.UUID;
import org.davebank.api.bank.ReverseTransaction;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives back what a transaction has moved. */
@Command(
        name = "reverse",
        mixinStandardHelpOptions = true,
        description = "Gives back what the transaction TX has moved, at most once in sum.")
public final class ReverseCommand extends KeyedCommand {

    @Parameters(index = "0", paramLabel = "TX", description = "the transaction's id")
    private String transaction = "";

    @Option(
            names = "--amount",
            paramLabel = "AMOUNT",
            description = "a part of it, like 12.50 (default: all)")
    private @Nullable String amount;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why")
    private @Nullable String reason;

    @Override
    public int run(BankClient bank) {
        UUID id = uuid(transaction);
        ReverseTransaction body =
                new ReverseTransaction(amount == null ? null : amount(amount), reason);
        show(send(bank, "/transactions/" + id + "/reversal", body));
        return 0;
    }
}
