package org.davebank.cli.bank;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.davebank.api.bank.AccountAnswer;
import org.davebank.api.bank.AccountPage;
import org.davebank.api.bank.ChangeAccount;
import org.davebank.api.bank.OpenAccount;
import org.davebank.base.AccountNumber;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.TextTable;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Opens an account, shows or changes one, or lists them. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description =
                "Opens an account for HOLDER, shows or changes the account NUMBER, or lists accounts.")
public final class AccountCommand extends BankCommand {

    private static final int PAGE = 1_000;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "HOLDER|NUMBER",
            description = "whose account to open, or the eight digits of the one to show or change")
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

    @Option(
            names = "--alias",
            paramLabel = "TEXT",
            description = "IBAN or other id; with NUMBER one more; repeatable")
    private List<String> aliases = new ArrayList<>();

    @Option(
            names = "--remove-alias",
            paramLabel = "TEXT",
            description = "with NUMBER: an alias that it loses; repeatable")
    private List<String> fewer = new ArrayList<>();

    @Option(
            names = "--set-limit",
            paramLabel = "AMOUNT",
            description = "with NUMBER: its new overdraft limit")
    private @Nullable String newLimit;

    @Option(names = "--rename", paramLabel = "HOLDER", description = "with NUMBER: its new holder")
    private @Nullable String newHolder;

    @Option(names = "--key", paramLabel = "KEY", description = "idempotency key")
    private @Nullable String key;

    @Override
    public int run(BankClient bank) {
        String what = subject;
        if (list == (what != null)) {
            throw usage("give HOLDER, NUMBER or --list");
        }
        boolean exists = what != null && AccountNumber.isValid(what) && number == null;
        boolean changes = newLimit != null || newHolder != null || !fewer.isEmpty();
        if (changes && !exists) {
            throw usage("--set-limit, --rename and --remove-alias need the NUMBER of an account");
        }
        if (what == null) {
            list(bank);
        } else if (changes || exists && !aliases.isEmpty()) {
            change(bank, what);
        } else if (exists) {
            show(bank.ask(BankClient.Call.get("/accounts/" + what)));
        } else {
            open(bank, what);
        }
        return 0;
    }

    private void open(BankClient bank, String holder) {
        BigDecimal limit = overdraft == null ? null : amount(overdraft);
        OpenAccount body = new OpenAccount(holder, currency, number, limit, aliases);
        String ownKey = key == null ? BankClient.newKey() : key;
        BankClient.Answer answer = bank.ask(BankClient.Call.post("/accounts", body, ownKey));
        if (json) {
            out().println(answer.orFail());
        } else {
            AccountAnswer account = answer.orFail(AccountAnswer.class);
            out().println(account.accountNum() + " is open for " + account.holder());
        }
    }

    private void change(BankClient bank, String account) {
        BigDecimal limit = newLimit == null ? null : amount(newLimit);
        String ownKey = key == null ? BankClient.newKey() : key;
        List<String> wanted = aliases.isEmpty() && fewer.isEmpty() ? null : wanted(bank, account);
        ChangeAccount body = new ChangeAccount(newHolder, limit, wanted);
        show(bank.ask(BankClient.Call.patch("/accounts/" + account, body, ownKey)));
    }

    /** The aliases that the account has, with those to add and without those to remove. */
    private List<String> wanted(BankClient bank, String account) {
        BankClient.Answer now = bank.ask(BankClient.Call.get("/accounts/" + account));
        Set<String> wanted = new LinkedHashSet<>(now.orFail(AccountAnswer.class).aliases());
        wanted.addAll(aliases);
        fewer.forEach(wanted::remove);
        return List.copyOf(wanted);
    }

    private void show(BankClient.Answer answer) {
        if (json) {
            out().println(answer.orFail());
            return;
        }
        AccountAnswer account = answer.orFail(AccountAnswer.class);
        out().println("Account    " + account.accountNum());
        out().println("Holder     " + account.holder());
        out().println("Status     " + account.status());
        out().println("Balance    " + money(account.balanceMinor(), account.currency()));
        String effective =
                BalanceCommand.effective(
                        account.balanceMinor(),
                        account.valueBalanceMinor(),
                        account.availableMinor(),
                        account.currency());
        if (!effective.isEmpty()) {
            out().println("of it      " + effective);
        }
        out().println("Overdraft  " + account.overdraftLimit());
        out().println("Opened     " + account.openedAt());
        if (!account.aliases().isEmpty()) {
            out().println("Aliases    " + String.join(", ", account.aliases()));
        }
    }

    private void list(BankClient bank) {
        if (limit < 1) {
            throw usage("--limit is at least 1");
        }
        List<AccountAnswer> found = new ArrayList<>();
        List<JsonNode> said = new ArrayList<>();
        String cursor = null;
        do {
            String path = with("/accounts", "limit", Math.min(PAGE, limit - found.size()));
            String next = with(with(path, "q", query), "cursor", cursor);
            BankClient.Answer answer = bank.ask(BankClient.Call.get(next));
            AccountPage page = answer.orFail(AccountPage.class);
            found.addAll(page.items());
            answer.json().path("items").forEach(said::add);
            cursor = page.nextCursor();
        } while (cursor != null && found.size() < limit);
        if (json) {
            out().println(write(said));
            return;
        }
        TextTable table = new TextTable("ACCOUNT", "HOLDER", "STATUS", "BALANCE");
        found.forEach(each ->
                table.row(
                        each.accountNum(),
                        each.holder(),
                        each.status(),
                        money(each.balanceMinor(), each.currency())));
        out().print(table);
        if (cursor != null) {
            out().println("… there are more; see --limit");
        }
    }
}
