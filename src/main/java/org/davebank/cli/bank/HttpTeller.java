package org.davebank.cli.bank;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.davebank.api.Body;
import org.davebank.api.bank.AccountAnswer;
import org.davebank.api.bank.BalanceAnswer;
import org.davebank.api.bank.CaptureHold;
import org.davebank.api.bank.OpenAccount;
import org.davebank.api.bank.PostTransaction;
import org.davebank.api.bank.ReleaseHold;
import org.davebank.api.bank.ReverseTransaction;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.api.bank.TransactionPage;
import org.davebank.api.network.ClusterAnswer;
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

/** DaveBot's access to the bank, through any living server node. */
public final class HttpTeller implements Teller {

    /** Short, so that a stalled server costs little: repeating an order is safe. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** How often a statement is read again because its balance changed during the read. */
    private static final int STATEMENT_TRIES = 10;

    private static final long OVERDUE_PAUSE_NS = 500_000_000L;

    private static final int PAGE = 1_000;

    private final BankClient bank;
    private final String currency;

    public HttpTeller(BankClient bank) {
        this.bank = bank;
        this.currency =
                bank.ask(BankClient.Call.get("/cluster")).orFail(ClusterAnswer.class).currency();
    }

    @Override
    public String open(String holder, String key) throws Unreachable {
        OpenAccount body = new OpenAccount(holder, null, null, null, List.of());
        return send(BankClient.Call.post("/accounts", body, key), AccountAnswer.class).accountNum();
    }

    private <T extends Body> T send(BankClient.Call call, Class<T> type) throws Unreachable {
        try {
            BankClient.Answer answer = bank.send(call);
            if (answer.isDone()) {
                return answer.orFail(type);
            }
            throw new Unreachable(Problem.text(answer.body(), answer.status()));
        } catch (BankClient.NoAnswer e) {
            throw new Unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Outcome post(Order order) {
        BankClient.Call call = call(order).within(ATTEMPT_TIMEOUT, DEADLINE);
        try {
            BankClient.Answer answer = bank.send(call);
            if (answer.isDone()) {
                return new Outcome.Posted(entry(answer.orFail(TransactionAnswer.class)));
            }
            var problem = answer.problem();
            return problem.outcome().equals("rejected")
                    ? new Outcome.Rejected(problem.code(), problem.detail())
                    : new Outcome.Unknown(problem.detail());
        } catch (BankClient.NoAnswer e) {
            String detail = String.valueOf(e.getMessage());
            return e.maybeDone() ? new Outcome.Unknown(detail) : new Outcome.NotDone(detail);
        } catch (RuntimeException e) {
            return new Outcome.Unknown("an answer that cannot be read: " + e.getMessage());
        }
    }

    private BankClient.Call call(Order order) {
        BigDecimal amount = Money.toMajor(order.amountMinor(), currency);
        Entry original = order.reverses();
        if (original != null) {
            return BankClient.Call.post(
                    "/transactions/" + original.id() + "/reversal",
                    new ReverseTransaction(amount, order.description()),
                    order.key());
        }
        Entry hold = order.hold();
        if (hold != null) {
            boolean capture = order.kind() == Kind.CAPTURE;
            return BankClient.Call.post(
                    "/transactions/" + hold.id() + (capture ? "/capture" : "/release"),
                    capture ? new CaptureHold(amount, order.last()) : new ReleaseHold(amount),
                    order.key());
        }
        boolean holds = order.kind() == Kind.HOLD;
        String type = order.to() == null ? "withdrawal" : "transfer";
        PostTransaction body =
                new PostTransaction(
                        order.account(),
                        holds ? type : order.kind().name().toLowerCase(Locale.ROOT),
                        amount,
                        order.to(),
                        null,
                        order.description(),
                        order.key(),
                        null,
                        holds ? true : null,
                        holds ? order.expiresInS() : null,
                        null);
        return BankClient.Call.post("/transactions", body, order.key());
    }

    @Override
    public Statement statement(String account) throws Unreachable {
        for (int i = 0; i < STATEMENT_TRIES; i++) {
            BalanceAnswer before = balance(account);
            List<TransactionAnswer> found = transactions(account);
            BalanceAnswer after = balance(account);
            long nowMs = System.currentTimeMillis();
            boolean overdue = found.stream().anyMatch(each -> isOverdue(each, nowMs));
            if (overdue && i < STATEMENT_TRIES - 1) {
                LockSupport.parkNanos(OVERDUE_PAUSE_NS);
            } else if (after.balanceMinor() == before.balanceMinor()
                    && after.heldMinor() == before.heldMinor()) {
                return new Statement(
                        account,
                        after.balanceMinor(),
                        after.heldMinor(),
                        after.availableMinor(),
                        nowMs,
                        found.stream().map(HttpTeller::entry).toList());
            }
        }
        throw new Unreachable("account " + account + " does not come to rest");
    }

    @Override
    public long balanceMinor(String account) throws Unreachable {
        return balance(account).balanceMinor();
    }

    private BalanceAnswer balance(String account) throws Unreachable {
        return send(BankClient.Call.get("/accounts/" + account + "/balance"), BalanceAnswer.class);
    }

    /** Whether the bank is about to end a hold. */
    private static boolean isOverdue(TransactionAnswer each, long nowMs) {
        TransactionAnswer.Hold hold = each.hold();
        return hold != null
                && hold.state().equals("active")
                && Instant.parse(hold.expiresAt()).toEpochMilli() < nowMs;
    }

    /** All of an account, posted and rejected, oldest first. */
    private List<TransactionAnswer> transactions(String account) throws Unreachable {
        List<TransactionAnswer> found = new ArrayList<>();
        String first = "/transactions?status=all&limit=" + PAGE + "&account=" + account;
        String cursor = null;
        do {
            String path = BankCommand.with(first, "cursor", cursor);
            TransactionPage page = send(BankClient.Call.get(path), TransactionPage.class);
            found.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        Collections.reverse(found);
        return found;
    }

    private static Entry entry(TransactionAnswer posted) {
        TransactionAnswer.Hold hold = posted.hold();
        return new Entry(
                posted.id(),
                posted.idempotencyKey(),
                posted.reference(),
                switch (posted.transactionType()) {
                    case "deposit" -> Kind.DEPOSIT;
                    case "withdrawal" -> Kind.WITHDRAWAL;
                    case "transfer" -> Kind.TRANSFER;
                    case "reversal" -> Kind.REVERSAL;
                    case "hold" -> Kind.HOLD;
                    case "capture" -> Kind.CAPTURE;
                    case "release" -> Kind.RELEASE;
                    default -> Kind.OTHER;
                },
                posted.accountNum(),
                posted.toAccount(),
                posted.amountMinor(),
                posted.status().equals("POSTED"),
                posted.code(),
                posted.balanceAfterMinor(),
                Instant.parse(posted.committedAt()).toEpochMilli(),
                Instant.parse(posted.effectiveAt()).toEpochMilli(),
                posted.shard(),
                posted.index(),
                posted.reverses(),
                posted.captures() == null ? posted.releases() : posted.captures(),
                hold == null ? 0 : Instant.parse(hold.expiresAt()).toEpochMilli());
    }
}
