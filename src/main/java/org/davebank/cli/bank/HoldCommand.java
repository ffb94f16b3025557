package org.davebank.cli.bank;

import java.util.UUID;
import org.davebank.api.bank.CaptureHold;
import org.davebank.api.bank.PostTransaction;
import org.davebank.api.bank.ReleaseHold;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reserves funds of an account, and takes or frees them later. */
public final class HoldCommand {

    private HoldCommand() {}

    @Command(
            name = "hold",
            mixinStandardHelpOptions = true,
            description = "Reserves AMOUNT of an account until it is captured or released.")
    public static final class Hold extends KeyedCommand {
        @Parameters(index = "0", paramLabel = "NUMBER", description = "the account")
        private String account = "";

        @Parameters(index = "1", paramLabel = "AMOUNT", description = "like 12.50")
        private String amount = "";

        @Option(
                names = "--to",
                paramLabel = "NUMBER",
                description = "the account that receives what is captured (default: paid out)")
        private @Nullable String to;

        @Option(
                names = "--expires",
                paramLabel = "SECONDS",
                description = "when the hold ends by itself (default: after 7 days)")
        private @Nullable Long expiresInS;

        @Option(names = "--description", paramLabel = "TEXT", description = "what it is for")
        private @Nullable String description;

        @Override
        public int run(BankClient bank) {
            PostTransaction body =
                    new PostTransaction(
                            account,
                            to == null ? "withdrawal" : "transfer",
                            amount(amount),
                            to,
                            null,
                            description,
                            null,
                            null,
                            true,
                            expiresInS,
                            null);
            show(send(bank, "/transactions", body));
            return 0;
        }
    }

    @Command(
            name = "capture",
            mixinStandardHelpOptions = true,
            description = "Takes what the hold TX reserves.")
    public static final class Capture extends KeyedCommand {
        @Parameters(index = "0", paramLabel = "TX", description = "the hold's id")
        private String hold = "";

        @Option(
                names = "--amount",
                paramLabel = "AMOUNT",
                description = "a part of it, like 12.50 (default: all, which ends the hold)")
        private @Nullable String amount;

        @Option(names = "--final", description = "end the hold and free its rest")
        private boolean last;

        @Override
        public int run(BankClient bank) {
            UUID id = uuid(hold);
            CaptureHold body =
                    new CaptureHold(amount == null ? null : amount(amount), last ? true : null);
            show(send(bank, "/transactions/" + id + "/capture", body));
            return 0;
        }
    }

    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Frees what the hold TX reserves.")
    public static final class Release extends KeyedCommand {
        @Parameters(index = "0", paramLabel = "TX", description = "the hold's id")
        private String hold = "";

        @Option(
                names = "--amount",
                paramLabel = "AMOUNT",
                description = "a part of it, like 12.50 (default: all, which ends the hold)")
        private @Nullable String amount;

        @Override
        public int run(BankClient bank) {
            UUID id = uuid(hold);
            ReleaseHold body = new ReleaseHold(amount == null ? null : amount(amount));
            show(send(bank, "/transactions/" + id + "/release", body));
            return 0;
        }
    }
}
