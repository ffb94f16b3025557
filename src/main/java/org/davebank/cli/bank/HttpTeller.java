package org.davebank.cli.bank;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.davebank.base.Money;
import org.davebank.bot.Entry;
import org.davebank.bot.Kind;
import org.davebank.bot.Order;
import org.davebank.bot.Outcome;
import org.davebank.bot.Statement;
import org.davebank.bot.Teller;
import org.davebank.bot.Unreachable;
import org.davebank.cli.command.BankCommand;
import org.davebank.client.BankClient;
import org.davebank.client.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** DaveBot's access to the bank, through any living server node. */
final class HttpTeller implements Teller {

    /** Short, so that a stalled server costs little: repeating an order is safe. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** How often a statement is read again because its balance changed during the read. */
    private static final int STATEMENT_TRIES = 10;

    private static final int PAGE = 1_000;

    private final BankClient bank;
    private final String currency;

    HttpTeller(BankClient bank) {
        this.bank = bank;
        this.currency = BankCommand.text(bank.get("/cluster"), "currency");
    }

    @Override
    public String open(String holder, String key) throws Unreachable {
        String body = BankCommand.write(Map.of("holder", holder));
        return BankCommand.text(send(BankClient.Call.post("/accounts", body, key)), "account_num");
    }

    private JsonNode send(BankClient.Call call) throws Unreachable {
        try {
            BankClient.Answer answer = bank.send(call);
            if (answer.isDone()) {
                return answer.json();
            }
            throw new Unreachable(Problem.text(answer.body(), answer.status()));
        } catch (BankClient.NoAnswer e) {
            throw new Unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Outcome post(Order order) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("account_num", order.account());
        body.put("transaction_type", order.kind().name().toLowerCase(Locale.ROOT));
        body.put("amount", Money.toMajor(order.amountMinor(), currency));
        body.put("description", order.description());
        body.put("reference", order.key());
        BankClient.Call call =
                BankClient.Call.post("/transactions", BankCommand.write(body), order.key())
                        .within(ATTEMPT_TIMEOUT, DEADLINE);
        try {
            BankClient.Answer answer = bank.send(call);
            if (answer.isDone()) {
                return new Outcome.Posted(entry(answer.json()));
            }
            JsonNode problem = answer.json();
            String detail = BankCommand.text(problem, "detail");
            return BankCommand.text(problem, "outcome").equals("rejected")
                    ? new Outcome.Rejected(BankCommand.text(problem, "code"), detail)
                    : new Outcome.Unknown(detail);
        } catch (BankClient.NoAnswer e) {
            String detail = String.valueOf(e.getMessage());
            return e.maybeDone() ? new Outcome.Unknown(detail) : new Outcome.NotDone(detail);
        } catch (RuntimeException e) {
            return new Outcome.Unknown("an answer that cannot be read: " + e.getMessage());
        }
    }

    @Override
    public Statement statement(String account) throws Unreachable {
        for (int i = 0; i < STATEMENT_TRIES; i++) {
            long before = balanceMinor(account);
            List<Entry> entries = entries(account);
            if (balanceMinor(account) == before) {
                return new Statement(account, before, entries);
            }
        }
        throw new Unreachable("account " + account + " does not come to rest");
    }

    private long balanceMinor(String account) throws Unreachable {
        return send(BankClient.Call.get("/accounts/" + account + "/balance"))
                .path("balance_minor")
                .asLong();
    }

    private List<Entry> entries(String account) throws Unreachable {
        List<Entry> entries = new ArrayList<>();
        String first = "/transactions?status=all&limit=" + PAGE + "&account=" + account;
        String cursor = null;
        do {
            JsonNode page = send(BankClient.Call.get(BankCommand.with(first, "cursor", cursor)));
            page.path("items").forEach(each -> entries.add(entry(each)));
            cursor = orNull(page, "next_cursor");
        } while (cursor != null);
        Collections.reverse(entries);
        return entries;
    }

    private static long instantMs(JsonNode json, String field) {
        return Instant.parse(BankCommand.text(json, field)).toEpochMilli();
    }

    private static Entry entry(JsonNode json) {
        return new Entry(
                BankCommand.text(json, "id"),
                orNull(json, "idempotency_key"),
                orNull(json, "reference"),
                switch (BankCommand.text(json, "transaction_type")) {
                    case "deposit" -> Kind.DEPOSIT;
                    case "withdrawal" -> Kind.WITHDRAWAL;
                    default -> Kind.OTHER;
                },
                BankCommand.text(json, "account_num"),
                json.path("amount_minor").asLong(),
                BankCommand.text(json, "status").equals("POSTED"),
                orNull(json, "code"),
                json.path("balance_after_minor").asLong(),
                instantMs(json, "committed_at"),
                instantMs(json, "effective_at"),
                json.path("shard").asInt(),
                json.path("index").asLong());
    }

    private static @Nullable String orNull(JsonNode json, String name) {
        String text = BankCommand.text(json, name);
        return text.isEmpty() ? null : text;
    }
}
