package org.davebank.simulator.demand;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What follows a request at the wrong moment: the same transfer under another key while it is under way,
 * another payer's transfer under its id, a step of it that comes once more when it is long over, the closing
 * of the account that has just been paid, and other uses of the key of a reversal. Not thread-safe.
 */
public final class RivalDemand {

    private static final long SALT = 0x7269_7661_6c73L;
    private static final double CHANCE = 0.3;
    private static final double JOIN_CHANCE = 0.1;
    private static final int WAITING_MAX = 40;

    /** A command and the shard that it goes to. */
    public record Rival(GroupId group, LedgerCommand command) {}

    private final int shards;
    private final RandomSource random;

    /** Those that are best sent at once are in front. */
    private final Deque<Rival> waiting = new ArrayDeque<>();

    private long made;

    public RivalDemand(long seed, int shards) {
        this.shards = shards;
        this.random = new RandomSource(seed ^ SALT);
    }

    /** The next rival of an earlier request, or null. */
    public @Nullable Rival next() {
        return waiting.isEmpty() || !random.chance(CHANCE) ? null : waiting.pollFirst();
    }

    /**
     * Now and then the same transfer again, to be sent together with the first one.
     *
     * @param payers accounts of the shard that are open
     */
    public @Nullable LedgerCommand joining(
            LedgerCommand last, List<LedgerCommand.OpenAccount> payers) {
        if (!(last instanceof MovementCommand.Begin begin) || !random.chance(JOIN_CHANCE)) {
            return null;
        }
        made++;
        Post post = begin.post();
        if (random.chance(0.5)) {
            Post joined = copy(post, post.account(), post.id(), post.purpose());
            LedgerCommand again = new MovementCommand.Begin(joined, begin.toShard());
            later(groupOf(post.account()), again);
            return again;
        }
        AccountNumber other = payers.get(random.nextInt(payers.size())).number();
        return post.kind() == TransactionKind.TRANSFER && !other.equals(post.toAccount())
                ? new MovementCommand.Begin(copy(post, other, post.id(), null), begin.toShard())
                : null;
    }

    /** A client has the answer to a command. */
    public void answered(LedgerCommand command, LedgerResult result) {
        if (!(result instanceof LedgerResult.Recorded recorded) || recorded.replayed()) {
            return;
        }
        made++;
        Transaction record = recorded.transaction();
        if (command instanceof MovementCommand.Begin begin) {
            afterTransfer(begin, record);
        }
        Post post = command instanceof MovementCommand.Begin begin ? begin.post() : null;
        Post asked = command instanceof Post its ? its : post;
        if (asked != null && asked.kind() == TransactionKind.REVERSAL) {
            afterReversal(command, asked, record);
        }
    }

    private void afterTransfer(MovementCommand.Begin begin, Transaction record) {
        Post post = begin.post();
        AccountNumber to = post.toAccount();
        if (to == null || !post.mode().isChecked()) {
            return;
        }
        GroupId there = GroupId.ofShard(begin.toShard());
        if (record.status() == TransactionStatus.POSTED && random.chance(0.3)) {
            String key = "rival-" + made;
            boolean limits = random.chance(0.5);
            first(
                    there,
                    new ChangeAccount(
                            to,
                            key,
                            limits ? null : AccountStatus.CLOSED,
                            null,
                            limits ? 0L : null,
                            0,
                            "simulator",
                            key));
        }
        if (record.amountMinor() > 0 && random.chance(0.3)) {
            later(
                    there,
                    new MovementCommand.Expect(
                            new MovementKey(post.account(), record.id(), 0),
                            groupOf(post.account()).shard(),
                            to,
                            record.amountMinor(),
                            record.currency(),
                            scale(record.currency()),
                            true));
        }
    }

    /** A key with another original; and once more what was rejected. */
    private void afterReversal(LedgerCommand command, Post post, Transaction record) {
        GroupId here = groupOf(post.account());
        TransactionId fresh = new TransactionId(random.nextLong(), random.nextLong());
        if (record.status() == TransactionStatus.REJECTED) {
            first(here, like(command, copy(post, post.account(), fresh, post.purpose())));
        } else if (post.key() != null && random.chance(0.5)) {
            Purpose other = Purpose.reverses(new TransactionId(made, random.nextLong()));
            later(here, like(command, withKey(post, post.key(), fresh, post.account(), other)));
        }
    }

    private static LedgerCommand like(LedgerCommand command, Post post) {
        return command instanceof MovementCommand.Begin begin
                ? new MovementCommand.Begin(post, begin.toShard())
                : post;
    }

    private Post copy(Post post, AccountNumber from, TransactionId id, @Nullable Purpose purpose) {
        return withKey(post, "rival-" + made, id, from, purpose);
    }

    private static Post withKey(
            Post post,
            String key,
            TransactionId id,
            AccountNumber from,
            @Nullable Purpose purpose) {
        return new Post(
                id,
                key,
                post.kind(),
                from,
                post.toAccount(),
                post.amountUnscaled(),
                post.amountScale(),
                post.currency(),
                post.effectiveAtMs(),
                post.reference(),
                post.description(),
                post.mode(),
                purpose,
                "simulator",
                key);
    }

    private GroupId groupOf(AccountNumber number) {
        return GroupId.ofShard(Slots.shardOf(number, shards));
    }

    private static int scale(String currency) {
        return switch (currency) {
            case "JPY" -> 0;
            case "KWD" -> 3;
            default -> 2;
        };
    }

    private void first(GroupId group, LedgerCommand command) {
        waiting.addFirst(new Rival(group, command));
        trim();
    }

    private void later(GroupId group, LedgerCommand command) {
        waiting.addLast(new Rival(group, command));
        trim();
    }

    private void trim() {
        if (waiting.size() > WAITING_MAX) {
            waiting.removeLast();
        }
    }
}
