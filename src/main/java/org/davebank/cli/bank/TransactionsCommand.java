package org.davebank.cli.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.api.bank.TransactionPage;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.TextTable;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Transactions of one account or of all, newest first. */
@Command(
        name = "transactions",
        mixinStandardHelpOptions = true,
        description = "Lists transactions, newest first.")
public final class TransactionsCommand extends BankCommand {

    private static final int PAGE = 1_000;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NUMBER",
            description = "the account (default: all)")
    private @Nullable String account;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many (default: ${DEFAULT-VALUE})")
    private int limit;

    @Mixin private WhichTransactions which = new WhichTransactions();

    @Option(names = "--status", paramLabel = "STATUS", description = "posted, rejected or all")
    private @Nullable String status;

    @Option(
            names = "--hold",
            paramLabel = "STATE",
            description = "holds that are active, captured, released or expired")
    private @Nullable String hold;

    @Option(
            names = "--of-hold",
            paramLabel = "TX",
            description = "captures and releases of the hold TX")
    private @Nullable String ofHold;

    @Override
    public int run(BankClient bank) {
        if (limit < 1) {
            throw usage("--limit is at least 1");
        }
        String filtered = which.in(with("/transactions", "account", account));
        filtered = with(with(filtered, "status", status), "hold", hold);
        filtered = with(filtered, "of_hold", ofHold);
        List<TransactionAnswer> found = new ArrayList<>();
        List<JsonNode> said = new ArrayList<>();
        String cursor = null;
        do {
            String path = with(filtered, "limit", Math.min(PAGE, limit - found.size()));
            BankClient.Answer answer = bank.ask(BankClient.Call.get(with(path, "cursor", cursor)));
            TransactionPage page = answer.orFail(TransactionPage.class);
            found.addAll(page.items());
            answer.json().path("items").forEach(said::add);
            cursor = page.nextCursor();
        } while (cursor != null && found.size() < limit);
        if (json) {
            out().println(write(said));
            return 0;
        }
        TextTable table =
                new TextTable("COMMITTED", "ACCOUNT", "TYPE", "AMOUNT", "BALANCE", "DESCRIPTION");
        found.forEach(each ->
                table.row(
                        each.committedAt(),
                        each.accountNum(),
                        type(each),
                        money(each.amountMinor(), each.currency()),
                        money(each.balanceAfterMinor(), each.currency()),
                        Objects.requireNonNullElse(each.description(), "")));
        out().print(table);
        if (cursor != null) {
            out().println("… there are more; see --limit");
        }
        return 0;
    }

    private static String type(TransactionAnswer each) {
        TransactionAnswer.Hold held = each.hold();
        String more = held == null ? each.code() : held.state();
        return each.transactionType() + (more == null ? "" : " (" + more + ")");
    }
}
