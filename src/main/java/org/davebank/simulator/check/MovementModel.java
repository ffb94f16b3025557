package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * The transfers between shards as the model of one shard knows them. Unlike the ledger it looks into
 * the other shards' models, and fails as soon as two of them disagree.
 *
 * <pre>
 * Rules
 *   X1  a transfer is committed only if its participant expects the same amount for the same account
 *   X2  a credit is delivered only if its coordinator has committed the same, and cancelled only if
 *       it has aborted or never begun it
 * </pre>
 */
final class MovementModel {

    /** A transfer or a batch that is not decided, with the further names of repeated requests. */
    static final class Pending {
        final MovementKey key;

        /** The key of its first request. */
        private final @Nullable String name;

        /** Null of a batch. */
        final @Nullable Begin begin;

        /** Null of a transfer. */
        final @Nullable Batch batch;

        final long amountMinor;
        final List<String> keys = new ArrayList<>();
        final List<TransactionId> ids = new ArrayList<>();

        private Pending(
                MovementKey key,
                @Nullable String name,
                @Nullable Begin begin,
                @Nullable Batch batch,
                long amountMinor) {
            this.key = key;
            this.name = name;
            this.begin = begin;
            this.batch = batch;
            this.amountMinor = amountMinor;
        }

        private boolean isNamed(@Nullable String key) {
            return key != null && (key.equals(name) || keys.contains(key));
        }

        private boolean isNamed(TransactionId id) {
            return id.equals(key.id()) || ids.contains(id);
        }
    }

    /** A credit that is expected. */
    record Credit(Expect expect, long stampMs) {}

    private static final int NAMES_MAX = 16;

    private final IntFunction<BankModel> shards;
    private final Map<MovementKey, Pending> undecided = new TreeMap<>();
    private final Map<MovementKey, Credit> expected = new TreeMap<>();
    private final TreeMap<MovementKey, Long> delivered = new TreeMap<>();
    private final Map<MovementKey, Boolean> decided = new TreeMap<>();
    private final Map<MovementKey, Transaction> decisions = new TreeMap<>();
    private final Map<Long, MovementKey> keys = new TreeMap<>();
    private final CutModel cuts = new CutModel();

    MovementModel(IntFunction<BankModel> shards) {
        this.shards = shards;
    }

    CutModel cuts() {
        return cuts;
    }

    /** The transfer that the key of a request leads to, or null. */
    @Nullable Pending byKey(Post post) {
        return first(post, each -> each.isNamed(post.key()));
    }

    /** The transfer that the id of a request leads to, or null. */
    @Nullable Pending byId(Post post) {
        return first(post, each -> each.isNamed(post.id()));
    }

    /** Whether a transfer of the account that is not decided has this key. */
    boolean isKey(AccountNumber account, String key) {
        return undecided.values().stream()
                .anyMatch(each -> each.key.account().equals(account) && each.isNamed(key));
    }

    private @Nullable Pending first(Post post, Predicate<Pending> named) {
        for (Pending each : undecided.values()) {
            if (each.key.account().equals(post.account()) && named.test(each)) {
                return each;
            }
        }
        return null;
    }

    /** Whether what is under way is the transfer that a posting asks for. */
    static boolean isSame(Pending begun, Post post, long amountMinor) {
        Post first = begun.begin == null ? null : begun.begin.post();
        return first != null
                && first.kind() == post.kind()
                && (post.takesAll() || begun.amountMinor == amountMinor)
                && Objects.equals(first.toAccount(), post.toAccount())
                && Objects.equals(first.purpose(), post.purpose())
                && first.effectiveAtMs() == post.effectiveAtMs()
                && Objects.equals(first.reference(), post.reference())
                && Objects.equals(first.description(), post.description());
    }

    /**
     * Lets a request join that has the same content.
     *
     * @param newKey whether its key names nothing yet
     * @param newId whether its id names nothing yet
     */
    LedgerResult join(Pending begun, Post post, boolean newKey, boolean newId) {
        int names = begun.keys.size() + begun.ids.size();
        if (names + (newKey ? 1 : 0) + (newId ? 1 : 0) > NAMES_MAX) {
            return new LedgerResult.Undecided(post.account(), 0);
        }
        if (newKey) {
            begun.keys.add(post.key());
        }
        if (newId) {
            begun.ids.add(post.id());
        }
        return new LedgerResult.Begun(begun.key, true);
    }

    /** @param attempt how many records the account has of the id */
    LedgerResult begin(
            Begin begin, int attempt, long amountMinor, ModelAccount account, long index) {
        MovementKey key = new MovementKey(begin.post().account(), begin.post().id(), attempt);
        undecided.put(key, new Pending(key, begin.post().key(), begin, null, amountMinor));
        if (begin.post().kind() != TransactionKind.CAPTURE) {
            account.hold(index, amountMinor);
        }
        return new LedgerResult.Begun(key, false);
    }

    LedgerResult begin(MovementKey key, Batch batch) {
        undecided.put(key, new Pending(key, batch.key(), null, batch, 0));
        return new LedgerResult.Begun(key, false);
    }

    /** Removes and returns a transfer or a batch that is decided now, or null. */
    @Nullable Pending decide(MovementKey key, @Nullable RejectionCode rejection) {
        Pending pending = undecided.remove(key);
        if (pending == null) {
            return null;
        }
        decided.put(key, rejection == null);
        Begin begin = pending.begin;
        if (rejection == null && begin != null) {
            Credit there = shards.apply(begin.toShard()).movements().expected.get(key);
            boolean same =
                    there != null
                            && there.expect.amountMinor() == pending.amountMinor
                            && there.expect.to().equals(begin.post().toAccount());
            if (!same) {
                throw new Violation("X1: " + begin + " is committed, expected: " + there);
            }
        }
        return pending;
    }

    LedgerResult expect(Expect expect, BankModel bank, long stampMs) {
        Credit known = expected.get(expect.key());
        if (known != null) {
            return new LedgerResult.Voted(null, known.stampMs);
        }
        if (isDelivered(expect.key())) {
            return new LedgerResult.Acknowledged();
        }
        RejectionCode rejection = rejection(expect, bank.find(expect.to()));
        if (rejection == null) {
            expected.put(expect.key(), new Credit(expect, stampMs));
            bank.account(expect.to()).expectedMinor += expect.amountMinor();
        }
        return new LedgerResult.Voted(rejection, stampMs);
    }

    /** Whether the credit was delivered, in this attempt or in another one. */
    private boolean isDelivered(MovementKey key) {
        MovementKey first = delivered.ceilingKey(new MovementKey(key.account(), key.id(), 0));
        return first != null
                && first.account().equals(key.account())
                && first.id().equals(key.id());
    }

    private static @Nullable RejectionCode rejection(
            Expect expect, @Nullable ModelAccount account) {
        if (account == null) {
            return RejectionCode.ACCOUNT_NOT_FOUND;
        }
        if (!account.opening.currency().equals(expect.currency())) {
            return RejectionCode.CURRENCY_MISMATCH;
        }
        return account.status() == AccountStatus.CLOSED ? RejectionCode.ACCOUNT_CLOSED : null;
    }

    /** Removes and returns a credit that is delivered now, or null when it was before. */
    @Nullable Credit deliver(Deliver deliver, BankModel bank, long index) {
        MovementKey key = deliver.key();
        Credit credit = expected.remove(key);
        if (credit == null) {
            if (!delivered.containsKey(key)) {
                throw new Violation("X2: delivered without being expected: " + deliver);
            }
            return null;
        }
        MovementModel home = shards.apply(credit.expect.fromShard()).movements();
        if (!home.decided.getOrDefault(key, false) || !home.committed(key, credit.expect)) {
            throw new Violation("X2: delivered without being committed: " + deliver);
        }
        delivered.put(key, index);
        bank.account(credit.expect.to()).expectedMinor -= credit.expect.amountMinor();
        return credit;
    }

    void cancel(MovementKey key, BankModel bank) {
        Credit credit = expected.remove(key);
        if (credit == null) {
            return;
        }
        BankModel home = shards.apply(credit.expect.fromShard());
        if (home.movements().undecided.containsKey(key)
                || home.movements().decided.getOrDefault(key, false)) {
            throw new Violation("X2: cancelled while it may be committed: " + key);
        }
        bank.account(credit.expect.to()).expectedMinor -= credit.expect.amountMinor();
    }

    /** After the last entry, and after what it follows from in other shards. */
    static long stampMs(LedgerBatch batch, long lastStampMs) {
        long stampMs = Math.max(batch.stampMs(), lastStampMs);
        for (LedgerCommand command : batch.commands()) {
            long after =
                    switch (command) {
                        case MovementCommand.Decide decide ->
                                Math.max(lastStampMs, decide.votedAtMs()) + 1;
                        case MovementCommand.Deliver deliver -> deliver.decidedAtMs() + 1;
                        default -> 0;
                    };
            stampMs = Math.max(stampMs, after);
        }
        return stampMs;
    }

    /** A transfer or a batch has its record now. */
    void decided(Pending pending, Transaction record) {
        Begin begin = pending.begin;
        decisions.put(pending.key, record);
        keys.put(record.sequence(), pending.key);
        if (begin != null && record.status() == TransactionStatus.POSTED) {
            cuts.committed(pending.key, begin.toShard(), record);
        }
    }

    /** Whether the movement is committed here with the body that the participant expected. */
    private boolean committed(MovementKey key, Expect expect) {
        Transaction record = decisions.get(key);
        return record != null
                && record.status() == TransactionStatus.POSTED
                && record.amountMinor() == expect.amountMinor()
                && expect.to().equals(record.toAccount())
                && record.currency().equals(expect.currency());
    }

    /** The record of a movement's decision, or null. */
    @Nullable Transaction decision(MovementKey key) {
        return decisions.get(key);
    }

    /** The movement that a record decides, or null. */
    @Nullable MovementKey keyOf(Transaction record) {
        return keys.get(record.sequence());
    }

    /** The index at which a credit was delivered, or Long.MAX_VALUE. */
    long deliveredAt(MovementKey key) {
        return delivered.getOrDefault(key, Long.MAX_VALUE);
    }

    Collection<MovementKey> undecided() {
        return undecided.keySet();
    }

    List<AccountNumber> expecting() {
        return expected.values().stream().map(each -> each.expect.to()).toList();
    }

    Collection<MovementKey> expected() {
        return expected.keySet();
    }
}
