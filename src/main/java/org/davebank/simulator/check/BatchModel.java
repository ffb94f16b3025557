package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Batch;
import org.davebank.ledger.Batch.Item;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.ExpectBatch;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one shard as its model knows them. Like {@link MovementModel} it looks into the other shards'
 * models.
 *
 * <pre>
 * Rules
 *   A1  a batch is committed only if every participant expects exactly its own items
 *   A2  a participant books its items only if the coordinator has committed them, and forgets them only if
 *       it has rejected or never begun the batch
 * </pre>
 */
final class BatchModel {

    /** What the shard has accepted of another one's batch. */
    private record Accepted(ExpectBatch expect, long stampMs) {}

    /** What becomes of the running sum of one account. */
    private static final class Course {
        long sum;
        long lowest;
        long highest;
    }

    private final BankModel bank;
    private final ChangeModel changes;
    private final MovementModel movements;
    private final RepetitionModel repetitions;
    private final IntFunction<BankModel> shards;
    private final Map<MovementKey, Accepted> accepted = new TreeMap<>();
    private final Map<MovementKey, Long> delivered = new TreeMap<>();

    /** The items of each batch that has a record here, by its sequence. */
    private final Map<Long, List<Item>> items = new TreeMap<>();

    private final Map<MovementKey, List<Item>> committed = new TreeMap<>();

    BatchModel(
            BankModel bank,
            ChangeModel changes,
            MovementModel movements,
            RepetitionModel repetitions,
            IntFunction<BankModel> shards) {
        this.bank = bank;
        this.changes = changes;
        this.movements = movements;
        this.repetitions = repetitions;
        this.shards = shards;
    }

    LedgerResult begin(Batch batch, long index, long stampMs) {
        String key = batch.key();
        if (bank.find(batch.account()) == null) {
            return BankModel.refused(RejectionCode.ACCOUNT_NOT_FOUND);
        }
        if (key != null && changes.knows(BankModel.name(batch.account(), key))) {
            return BankModel.refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        }
        LedgerResult repeated =
                repetitions.answer(
                        post(batch, -1),
                        index,
                        begun -> begun.batch != null && begun.batch.items().equals(batch.items()),
                        earlier -> batch.items().equals(items.get(earlier.sequence())));
        if (repeated != null) {
            return repeated;
        }
        int shard = batch.shard();
        List<Item> own = itemsOf(batch.items(), shard);
        Failure failure = failure(own, shard, stampMs);
        if (failure != null && failure.mayPass) {
            return new LedgerResult.Undecided(batch.items().get(failure.item).account(), 0);
        }
        if (failure == null && isShared(batch, shard)) {
            reserve(own, shard, index, 1);
            return movements.begin(new MovementKey(batch.account(), batch.id(), 0), batch);
        }
        return end(batch, failure, index, stampMs);
    }

    /** Whether some account of a batch is elsewhere. */
    private static boolean isShared(Batch batch, int shard) {
        return batch.items().stream()
                .anyMatch(each ->
                        each.shard() != shard
                                || (each.toAccount() != null && each.toShard() != shard));
    }

    /** The record of a batch as a posting, so that keys and ids are treated alike. */
    private static Post post(Batch batch, int failed) {
        return new Post(
                batch.id(),
                batch.key(),
                TransactionKind.BATCH,
                batch.account(),
                null,
                0,
                0,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                batch.purpose(failed),
                batch.by(),
                batch.requestId());
    }

    private static List<Item> itemsOf(List<Item> all, int shard) {
        List<Item> its = new ArrayList<>();
        for (Item each : all) {
            if (each.shard() == shard || (each.toAccount() != null && each.toShard() == shard)) {
                its.add(each);
            }
        }
        return its;
    }

    /** Why items are rejected, and the number of the one that fails. */
    private static final class Failure {
        final RejectionCode code;
        final int item;
        final boolean mayPass;

        Failure(RejectionCode code, int item, boolean mayPass) {
            this.code = code;
            this.item = item;
            this.mayPass = mayPass;
        }
    }

    private @Nullable Failure failure(List<Item> its, int shard, long stampMs) {
        for (Item each : its) {
            RejectionCode code = each.shard() == shard ? unfit(each, each.account()) : null;
            boolean frozen =
                    code == null
                            && each.shard() == shard
                            && each.kind() != TransactionKind.DEPOSIT
                            && bank.account(each.account()).status() == AccountStatus.FROZEN;
            code = frozen ? RejectionCode.ACCOUNT_FROZEN : code;
            AccountNumber to = each.toAccount();
            if (code == null && to != null && each.toShard() == shard) {
                code = unfit(each, to);
            }
            if (code != null) {
                return new Failure(code, each.number(), false);
            }
        }
        int never = shortOf(its, shard, bank::bestMinor);
        if (never >= 0) {
            return new Failure(RejectionCode.INSUFFICIENT_FUNDS, never, false);
        }
        int now = shortOf(its, shard, account -> account.availableMinor(stampMs));
        return now < 0 ? null : new Failure(RejectionCode.INSUFFICIENT_FUNDS, now, true);
    }

    private @Nullable RejectionCode unfit(Item item, AccountNumber number) {
        ModelAccount account = bank.find(number);
        if (account == null) {
            return RejectionCode.ACCOUNT_NOT_FOUND;
        }
        if (!account.opening.currency().equals(item.currency())) {
            return RejectionCode.CURRENCY_MISMATCH;
        }
        return account.status() == AccountStatus.CLOSED ? RejectionCode.ACCOUNT_CLOSED : null;
    }

    private interface Funds {
        long minor(ModelAccount account);
    }

    /** The first item that debits an account by more than it then has, or -1. */
    private int shortOf(List<Item> its, int shard, Funds funds) {
        Map<AccountNumber, Long> left = new TreeMap<>();
        for (Item each : its) {
            AccountNumber to = each.toAccount();
            if (each.shard() == shard) {
                long delta =
                        each.kind() == TransactionKind.DEPOSIT
                                ? each.amountMinor()
                                : -each.amountMinor();
                long before =
                        left.getOrDefault(
                                each.account(), funds.minor(bank.account(each.account())));
                left.put(each.account(), before + delta);
                if (delta < 0 && before + delta < 0) {
                    return each.number();
                }
            }
            if (to != null && each.toShard() == shard) {
                long before = left.getOrDefault(to, funds.minor(bank.account(to)));
                left.put(to, before + each.amountMinor());
            }
        }
        return -1;
    }

    /** Reserves what items need, or frees it if the sign is negative. */
    private void reserve(List<Item> its, int shard, long index, int sign) {
        Map<AccountNumber, Course> courses = new TreeMap<>();
        for (Item each : its) {
            AccountNumber to = each.toAccount();
            if (each.shard() == shard) {
                boolean credits = each.kind() == TransactionKind.DEPOSIT;
                go(courses, each.account(), credits ? each.amountMinor() : -each.amountMinor());
            }
            if (to != null && each.toShard() == shard) {
                go(courses, to, each.amountMinor());
            }
        }
        courses.forEach((number, course) -> {
            ModelAccount account = bank.account(number);
            account.hold(index, -sign * course.lowest);
            account.expectedMinor += sign * course.highest;
        });
    }

    private static void go(Map<AccountNumber, Course> courses, AccountNumber account, long delta) {
        Course course = courses.computeIfAbsent(account, any -> new Course());
        course.sum += delta;
        course.lowest = Math.min(course.lowest, course.sum);
        course.highest = Math.max(course.highest, course.sum);
    }

    /** Ends a batch that is decided now. */
    LedgerResult.Recorded decide(Decide decide, Batch batch, long index, long stampMs) {
        reserve(itemsOf(batch.items(), batch.shard()), batch.shard(), index, -1);
        RejectionCode code = decide.rejection();
        if (code == null) {
            for (int participant : batch.participants()) {
                Accepted there = shards.apply(participant).batches().accepted.get(decide.key());
                if (there == null
                        || !there.expect.items().equals(itemsOf(batch.items(), participant))) {
                    throw new Violation(
                            "A1: " + decide.key() + " is committed, expected: " + there);
                }
            }
            committed.put(decide.key(), batch.items());
            movements.cuts().left(decide.key(), batch.items(), batch.shard());
        }
        Failure failure = code == null ? null : new Failure(code, decide.item(), false);
        return end(batch, failure, index, stampMs);
    }

    private LedgerResult.Recorded end(
            Batch batch, @Nullable Failure failure, long index, long stampMs) {
        if (failure == null) {
            for (Item each : itemsOf(batch.items(), batch.shard())) {
                Post post = each.post(batch.id(), batch.by(), batch.requestId());
                book(each, post, batch.shard(), index, stampMs, stampMs);
            }
        }
        int failed = failure == null ? -1 : failure.item;
        Post post = post(batch, failed);
        Transaction record =
                ModelRecords.of(
                        post,
                        bank.account(batch.account()),
                        0,
                        stampMs,
                        failure == null ? null : failure.code,
                        index,
                        bank.nextSequence(failure == null),
                        new ReversalLinks(
                                null,
                                false,
                                0,
                                List.of(),
                                null,
                                new ReversalLinks.Items(batch.items().size(), failed)));
        items.put(record.sequence(), batch.items());
        repetitions.recorded(post, record, index);
        return new LedgerResult.Recorded(record, false);
    }

    private void book(
            Item item, Post post, int shard, long index, long committedAtMs, long stampMs) {
        AccountNumber to = item.toAccount();
        ModelAccount from = item.shard() == shard ? bank.account(item.account()) : null;
        ModelAccount paid = to != null && item.toShard() == shard ? bank.account(to) : null;
        if (from != null) {
            boolean credits = item.kind() == TransactionKind.DEPOSIT;
            from.balanceMinor += credits ? item.amountMinor() : -item.amountMinor();
        }
        if (paid != null) {
            paid.balanceMinor += item.amountMinor();
        }
        ModelAccount shown = from != null ? from : Objects.requireNonNull(paid);
        Transaction record =
                ModelRecords.of(
                        post,
                        shown,
                        item.amountMinor(),
                        committedAtMs,
                        null,
                        index,
                        bank.nextSequence(true),
                        ReversalLinks.NONE);
        if (from != null) {
            from.add(record, stampMs);
            repetitions.recorded(post, record, index);
        }
        if (paid != null) {
            paid.add(record, stampMs);
        }
    }

    LedgerResult expect(ExpectBatch expect, long index, long stampMs) {
        Accepted known = accepted.get(expect.key());
        if (known != null) {
            return new LedgerResult.Voted(null, known.stampMs);
        }
        if (delivered.containsKey(expect.key())) {
            return new LedgerResult.Acknowledged();
        }
        Failure failure = failure(expect.items(), expect.shard(), stampMs);
        if (failure != null) {
            return new LedgerResult.Voted(failure.code, failure.item, stampMs);
        }
        accepted.put(expect.key(), new Accepted(expect, stampMs));
        reserve(expect.items(), expect.shard(), index, 1);
        return new LedgerResult.Voted(null, stampMs);
    }

    /** Books what is delivered now; false if the key is no batch of this shard. */
    boolean deliver(Deliver deliver, long index, long stampMs) {
        MovementKey key = deliver.key();
        Accepted known = accepted.remove(key);
        if (known == null) {
            return delivered.containsKey(key);
        }
        ExpectBatch expect = known.expect;
        int shard = expect.shard();
        List<Item> there = shards.apply(expect.fromShard()).batches().committed.get(key);
        if (there == null || !itemsOf(there, shard).equals(expect.items())) {
            throw new Violation("A2: delivered without being committed: " + deliver);
        }
        reserve(expect.items(), shard, index, -1);
        delivered.put(key, index);
        movements.cuts().came(key, expect.items(), shard);
        TransactionId id = key.id();
        for (Item each : expect.items()) {
            Post post = each.post(id, deliver.by(), deliver.requestId());
            book(each, post, shard, index, deliver.decidedAtMs(), stampMs);
        }
        bank.nextSequence(true); // The shard notes that it has booked the batch.
        return true;
    }

    void cancel(MovementKey key, long index) {
        Accepted known = accepted.remove(key);
        if (known == null) {
            return;
        }
        BankModel home = shards.apply(known.expect.fromShard());
        if (home.movements().undecided().contains(key)
                || home.batches().committed.containsKey(key)) {
            throw new Violation("A2: cancelled while it may be committed: " + key);
        }
        reserve(known.expect.items(), known.expect.shard(), index, -1);
    }

    /** The index at which a batch was booked as a participant, or Long.MAX_VALUE. */
    long deliveredAt(MovementKey key) {
        return delivered.getOrDefault(key, Long.MAX_VALUE);
    }

    /** What is expected. */
    int expected() {
        return accepted.size();
    }
}
