package org.davebank.service.bank;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Account;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand;
import org.davebank.node.NodeView;
import org.davebank.service.Caller;
import org.davebank.service.Leaders;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * Batches that are posted all or not at all, whichever shards their accounts are in. Thread-safe; methods block
 * until the answer arrives.
 */
public final class AtomicBatches {

    public static final int ITEMS_MAX = LedgerLimits.BATCH_ITEMS_MAX;

    private final Shards shards;
    private final BankService bank;

    public AtomicBatches(Shards shards, BankService bank) {
        this.shards = shards;
        this.bank = bank;
    }

    /**
     * Posts all items in their order, or none. The batch belongs to the account of its first item.
     *
     * @param key identifies retries within that account; null if there will be none
     * @param items 1 to {@link #ITEMS_MAX} deposits, withdrawals and transfers without keys, ids and value dates
     * @return the record of the batch
     * @throws ServiceProblem the first item's refusal; or as of a transfer
     */
    public Posted post(Caller caller, @Nullable String key, List<PostRequest> items) {
        caller.require(Role.TELLER);
        if (items.size() > ITEMS_MAX) {
            throw ServiceProblem.of(
                    ProblemCode.TOO_LARGE, "an atomic batch has at most " + ITEMS_MAX + " items");
        }
        if (items.isEmpty()) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST, "an atomic batch has at least one item");
        }
        for (int i = 0; i < items.size(); i++) {
            check(caller, items.get(i), i);
        }
        TransactionId id = bank.newId();
        Batch batch = new Batch(id, key, items(items), caller.name(), caller.requestId());
        NodeView view = shards.view();
        TreeSet<Integer> all = new TreeSet<>(batch.participants());
        all.add(batch.shard());
        all.forEach(shard -> requireBatches(GroupId.ofShard(shard), view));
        GroupId group = GroupId.ofShard(batch.shard());
        LedgerCommand command = new MovementCommand.BeginBatch(batch);
        return BankService.outcome(shards.write(group, command, id.toString()).result(), group);
    }

    private void check(Caller caller, PostRequest item, int number) {
        if (item.id() != null || item.idempotencyKey() != null) {
            throw ofItem(number, ProblemCode.MALFORMED_REQUEST, "has an id or a key of its own");
        }
        if (item.purpose() != null || item.effectiveAtMs() != null) {
            throw ofItem(
                    number,
                    ProblemCode.MALFORMED_REQUEST,
                    "is a plain deposit, withdrawal or transfer, without hold and effective_at");
        }
        try {
            bank.command(caller, item);
        } catch (ServiceProblem e) {
            throw ofItem(number, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private static ServiceProblem ofItem(int number, ProblemCode code, String message) {
        return ServiceProblem.of(code, "item " + number + ": " + message);
    }

    /** An account never changes its currency, so an item that states none has that of its account. */
    private List<Batch.Item> items(List<PostRequest> requests) {
        Map<AccountNumber, String> currencies = new LinkedHashMap<>();
        List<Batch.Item> items = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            PostRequest request = requests.get(i);
            String currency = request.currency();
            if (currency == null) {
                currency = currencies.get(request.account());
            }
            if (currency == null) {
                currency = currencyOf(request.account(), i);
                currencies.put(request.account(), currency);
            }
            items.add(item(i, request, currency));
        }
        return items;
    }

    private String currencyOf(AccountNumber number, int item) {
        Account account = shards.account(number);
        if (account == null) {
            throw ofItem(item, ProblemCode.ACCOUNT_NOT_FOUND, "there is no account " + number);
        }
        return account.currency();
    }

    private Batch.Item item(int number, PostRequest request, String currency) {
        AccountNumber to = request.toAccount();
        return new Batch.Item(
                number,
                request.kind(),
                request.account(),
                shards.of(request.account()).shard(),
                to,
                to == null ? 0 : shards.of(to).shard(),
                amountMinor(number, request.amount(), currency),
                currency,
                Money.scale(currency),
                request.reference(),
                request.description());
    }

    private static long amountMinor(int number, BigDecimal amount, String currency) {
        try {
            long minor = Money.toMinor(amount, currency);
            if (minor <= Money.AMOUNT_MINOR_MAX) {
                return minor;
            }
        } catch (ArithmeticException e) {
            throw ofItem(
                    number,
                    ProblemCode.INVALID_AMOUNT,
                    "the amount has more decimals than " + currency);
        }
        throw ofItem(
                number, ProblemCode.AMOUNT_TOO_LARGE, "no amount may be above 999,999,999,999.99");
    }

    /** A participant of an older build could not vote, and the batch would wait for its upgrade. */
    private static void requireBatches(GroupId group, NodeView view) {
        LedgerRules rules = Leaders.rules(group, view);
        if (rules != null && !rules.batches()) {
            throw ServiceProblem.of(
                    ProblemCode.NO_QUORUM,
                    group + " waits until all its nodes know atomic batches");
        }
    }
}
