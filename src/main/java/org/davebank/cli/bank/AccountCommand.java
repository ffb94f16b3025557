package org.davebank.cli.bank;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.TextTable;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Opens an account, shows one, or lists them. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "Opens an account for HOLDER, shows the account NUMBER, or lists accounts.")
public final class AccountCommand extends BankCommand {

    private static final int PAGE = 1_000;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "HOLDER|NUMBER",
            description = "whose account to open, or the eight digits of the one to show")
    private @Nullable String subject;

    @Option(names = "--list", description = "lists accounts in ascending number")
    private boolean list;

    @Option(
            names = "--query",
            paramLabel = "TEXT",
            description = "with --list: in number or holder")
    private @Nullable String query;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "with --list: how many (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--number", paramLabel = "NUMBER", description = "eight digits of your choice")
    private @Nullable String number;

    @Option(names = "--currency", paramLabel = "CODE", description = "ISO 4217 code")
    private @Nullable String currency;

    @Option(names = "--overdraft", paramLabel = "AMOUNT", description = "overdraft limit")
    private @Nullable String overdraft;

    @Option(names = "--alias", paramLabel = "TEXT", description = "IBAN or other id; repeatable")
    private List<String> aliases = new ArrayList<>();

    @Option(names = "--key", paramLabel = "KEY", description = "idempotency key")
    private @Nullable String key;

    @Override
    public int run(BankClient bank) {
        String what = subject;
        if (list == (what != null)) {
            throw usage("give HOLDER, NUMBER or --list");
        }
        if (what == null) {
            list(bank);
        } else if (AccountNumber.isValid(what) && number == null) {
            show(bank.get("/accounts/" + what));
        } else {
            open(bank, what);
        }
        return 0;
    }

    private void open(BankClient bank, String holder) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("holder", holder);
        if (number != null) {
            body.put("number", number);
        }
        if (currency != null) {
            body.put("currency", currency);
        }
        if (overdraft != null) {
            body.put("overdraft_limit", amount(overdraft));
        }
        if (!aliases.isEmpty()) {
            body.put("aliases", aliases);
        }
        String ownKey = key == null ? BankClient.newKey() : key;
        JsonNode account = bank.orFail(BankClient.Call.post("/accounts", write(body), ownKey));
        if (json) {
            out().println(account);
        } else {
            out().println(text(account, "account_num") + " is open for " + text(account, "holder"));
        }
    }

    private void show(JsonNode account) {
        if (json) {
            out().println(account);
            return;
        }
        out().println("Account    " + text(account, "account_num"));
        out().println("Holder     " + text(account, "holder"));
        out().println("Status     " + text(account, "status"));
        out().println("Balance    " + money(account, "balance_minor"));
        String effective = BalanceCommand.effective(account);
        if (!effective.isEmpty()) {
            out().println("of it      " + effective);
        }
        out().println("Overdraft  " + text(account, "overdraft_limit"));
        out().println("Opened     " + text(account, "opened_at"));
        List<String> names = new ArrayList<>();
        account.path("aliases").forEach(each -> names.add(each.asString("")));
        if (!names.isEmpty()) {
            out().println("Aliases    " + String.join(", ", names));
        }
    }

    private void list(BankClient bank) {
        if (limit < 1) {
            throw usage("--limit is at least 1");
        }
        List<JsonNode> found = new ArrayList<>();
        String cursor = null;
        do {
            String path = with("/accounts", "limit", Math.min(PAGE, limit - found.size()));
            JsonNode page = bank.get(with(with(path, "q", query), "cursor", cursor));
            page.path("items").forEach(found::add);
            String next = text(page, "next_cursor");
            cursor = next.isEmpty() ? null : next;
        } while (cursor != null && found.size() < limit);
        if (json) {
            out().println(write(found));
            return;
        }
        TextTable table = new TextTable("ACCOUNT", "HOLDER", "STATUS", "BALANCE");
        found.forEach(each ->
                table.row(
                        text(each, "account_num"),
                        text(each, "holder"),
                        text(each, "status"),
                        money(each, "balance_minor")));
        out().print(table);
        if (cursor != null) {
            out().println("… there are more; see --limit");
        }
    }
}
