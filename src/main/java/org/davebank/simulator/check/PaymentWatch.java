package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Checks real time across shards, where the order of one log says nothing: once a payer has the
 * answer that a transfer is done, nobody sees the payee's account without it.
 *
 * <pre>
 * Rules
 *   V1  a read of an account shows every payment that was acknowledged before the read began
 *   V2  a write on an account is decided with every such payment
 *   L4  in a healed network each transfer ends within {@link #PROMPT_MS}, and so does each hold after
 *       its time
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class PaymentWatch {

    /** A hold ends within so much of its time: clocks differ, and a node may have to be elected. */
    private static final long HOLD_PATIENCE_MS = 5_000;

    /** The virtual time in which a healed network ends what is under way. */
    private static final long PROMPT_MS = 30_000;

    private record Payment(int number, MovementKey key) {}

    private final HistoryChecker history;
    private final Map<AccountNumber, List<Payment>> payments = new LinkedHashMap<>();
    private final Set<MovementKey> known = new LinkedHashSet<>();

    /** When each movement that is under way was first seen in the healed network, wall milliseconds. */
    private final Map<MovementKey, Long> seenMs = new TreeMap<>();

    private int count;

    public PaymentWatch(HistoryChecker history) {
        this.history = history;
    }

    /** How many payments have been acknowledged: what begins now must see all of them. */
    public int count() {
        return count;
    }

    /**
     * A client got the result of a command.
     *
     * @param index from the answer: the command is decided by then
     */
    public void acknowledged(
            Operation operation, long index, LedgerCommand command, LedgerResult result) {
        if (command instanceof LedgerCommand.ChangeAccount change
                && result instanceof LedgerResult.Changed changed
                && !changed.replayed()
                && (change.status() == AccountStatus.CLOSED
                        || change.overdraftLimitMinor() != null)) {
            check("V2", operation, change.account(), index);
        }
        if (!(result instanceof LedgerResult.Recorded recorded)) {
            return;
        }
        if (!recorded.replayed()) {
            for (AccountNumber account : accounts(command)) {
                check("V2", operation, account, recorded.transaction().index());
            }
        }
        if (recorded.transaction().status() == TransactionStatus.POSTED) {
            paid(operation, command, recorded.transaction());
        }
    }

    private void paid(Operation operation, LedgerCommand command, Transaction record) {
        Set<AccountNumber> elsewhere = new TreeSet<>();
        if (command instanceof MovementCommand.Begin && record.toAccount() != null) {
            elsewhere.add(record.toAccount());
        } else if (command instanceof MovementCommand.BeginBatch begin) {
            for (Batch.Item each : begin.batch().items()) {
                if (each.shard() != operation.group.shard()) {
                    elsewhere.add(each.account());
                }
                if (each.toAccount() != null && each.toShard() != operation.group.shard()) {
                    elsewhere.add(each.toAccount());
                }
            }
        }
        MovementKey key = history.model(operation.group).movements().keyOf(record);
        if (!elsewhere.isEmpty() && key != null && known.add(key)) {
            for (AccountNumber each : elsewhere) {
                payments.computeIfAbsent(each, any -> new ArrayList<>())
                        .add(new Payment(count++, key));
            }
        }
    }

    private static List<AccountNumber> accounts(LedgerCommand command) {
        if (command instanceof MovementCommand.Begin begin) {
            return List.of(begin.post().account());
        }
        if (command instanceof MovementCommand.BeginBatch begin) {
            Batch batch = begin.batch();
            return Batch.legs(batch.items(), batch.shard()).stream()
                    .map(Batch.Leg::account)
                    .toList();
        }
        if (command instanceof LedgerCommand.Post post) {
            AccountNumber to = post.toAccount();
            return to == null || post.kind() == TransactionKind.HOLD
                    ? List.of(post.account())
                    : List.of(post.account(), to);
        }
        return List.of();
    }

    /** A client got the answer to a query, from the state at this index. */
    public void read(Operation operation, long index) {
        AccountNumber account = account(operation.query);
        if (account != null) {
            check("V1", operation, account, index);
        }
    }

    private static @Nullable AccountNumber account(@Nullable LedgerQuery query) {
        return switch (query) {
            case LedgerQuery.GetAccount get -> get.number();
            case LedgerQuery.GetAccountAt get -> get.number();
            case LedgerQuery.History list -> list.account();
            case null, default -> null;
        };
    }

    private void check(String rule, Operation operation, AccountNumber account, long index) {
        GroupId group = operation.group;
        if (history.model(group).find(account) == null) {
            return; // Before rules 2 a shard rejects a transfer to an account of another one.
        }
        BankModel model = history.model(group);
        for (Payment each : payments.getOrDefault(account, List.of())) {
            long deliveredAt =
                    Math.min(
                            model.movements().deliveredAt(each.key),
                            model.batches().deliveredAt(each.key));
            if (each.number < operation.paymentsBefore && deliveredAt > index) {
                throw new Violation(
                        rule
                                + ": account "
                                + account
                                + " at index "
                                + index
                                + " of "
                                + group
                                + " lacks a payment that was acknowledged before: "
                                + each.key);
            }
        }
    }

    /**
     * Checks L4. Call it often once everything is healed and all shards go by the same rules.
     *
     * @param healedMs when that was, wall milliseconds
     */
    public void checkPrompt(int shards, long nowMs, long healedMs) {
        Set<MovementKey> underWay = new TreeSet<>();
        for (int shard = 0; shard < shards; shard++) {
            GroupId group = GroupId.ofShard(shard);
            MovementModel model = history.model(group).movements();
            underWay.addAll(model.undecided());
            underWay.addAll(model.expected());
            Transaction hold = history.model(group).holds().overdue(nowMs, PROMPT_MS);
            if (hold != null && nowMs - healedMs > PROMPT_MS) {
                throw new Violation("L4: a hold is active long after its time: " + hold);
            }
        }
        seenMs.keySet().retainAll(underWay);
        for (MovementKey key : underWay) {
            long sinceMs = seenMs.computeIfAbsent(key, any -> nowMs);
            if (nowMs - sinceMs > PROMPT_MS) {
                throw new Violation("L4: a transfer has not ended for long: " + key);
            }
        }
    }

    /** A transfer that is not finished, or a hold that its time has not ended; else empty. */
    public String unfinished(int shards, long nowMs) {
        for (int shard = 0; shard < shards; shard++) {
            GroupId group = GroupId.ofShard(shard);
            MovementModel model = history.model(group).movements();
            int expected = model.expected().size() + history.model(group).batches().expected();
            if (!model.undecided().isEmpty() || expected > 0) {
                return group
                        + " has "
                        + model.undecided().size()
                        + " transfers undecided and expects "
                        + expected;
            }
            Transaction hold = history.model(group).holds().overdue(nowMs, HOLD_PATIENCE_MS);
            if (hold != null) {
                return "L3: a hold is active long after its time: " + hold;
            }
        }
        return "";
    }
}
