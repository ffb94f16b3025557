package org.davebank.simulator.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.simulator.check.HistoryChecker;
import org.jspecify.annotations.Nullable;

/**
 * Generates what customers do with holds: they reserve funds for a few seconds, for accounts of any
 * shard, and capture and release parts of them, often several at once, too much, or too late. Not
 * thread-safe.
 */
final class HoldDemand {

    private static final long SALT = 0x686f_6c64_73L;

    /** The share of commands that are about a hold. */
    private static final double CHANCE = 0.12;

    private static final int HOLDS_MAX = 12;
    private static final int STEPS_MAX = 30;
    private static final int AMOUNT_MINOR_MAX = 5_000;
    private static final int EXPIRES_MS_MAX = 20_000;
    private static final int SOON_MS = 1_500;

    private final int shards;
    private final HistoryChecker history;
    private final RandomSource random;
    private final Map<GroupId, List<Post>> holds = new TreeMap<>();
    private final Map<GroupId, List<Post>> steps = new TreeMap<>();
    private long made;

    HoldDemand(long seed, int shards, HistoryChecker history) {
        this.shards = shards;
        this.history = history;
        this.random = new RandomSource(seed ^ SALT);
    }

    /**
     * Now and then another command instead of the usual one.
     *
     * @param previous the command before it in the same request, or null
     */
    LedgerCommand instead(
            LedgerCommand usual,
            @Nullable LedgerCommand previous,
            GroupId group,
            List<LedgerCommand.OpenAccount> opened) {
        if (previous instanceof MovementCommand.Begin begin
                && begin.post().ofHold() != null
                && random.chance(0.5)) {
            made++;
            return whileItRuns(begin.post());
        }
        List<Post> known = holds.computeIfAbsent(group, any -> new ArrayList<>());
        Post released = previous instanceof Post post ? released(post, known) : null;
        if (released != null && random.chance(0.5)) {
            made++;
            return step(released, true);
        }
        if (!random.chance(CHANCE)) {
            return usual;
        }
        made++;
        List<Post> before = steps.computeIfAbsent(group, any -> new ArrayList<>());
        int dice = random.nextInt(100);
        if (known.isEmpty() || dice < 30) {
            Post hold = hold(group, opened.get(random.nextInt(opened.size())));
            remember(known, hold, HOLDS_MAX);
            return hold;
        }
        if (dice < 40 && !before.isEmpty()) {
            return onceMore(before.get(random.nextInt(before.size())));
        }
        Post hold = random.chance(0.5) ? known.getLast() : known.get(random.nextInt(known.size()));
        Post step = step(hold, dice < 88);
        remember(before, step, STEPS_MAX);
        return step;
    }

    /** The hold that a posting releases, or null. */
    private static @Nullable Post released(Post release, List<Post> known) {
        for (Post hold : known) {
            if (release.kind() == TransactionKind.RELEASE && hold.id().equals(release.ofHold())) {
                return hold;
            }
        }
        return null;
    }

    private static void remember(List<Post> posts, Post post, int max) {
        posts.add(post);
        if (posts.size() > max) {
            posts.removeFirst();
        }
    }

    private Post hold(GroupId group, LedgerCommand.OpenAccount account) {
        long available = history.model(group).available(account.number());
        long amount =
                available > 0 && random.chance(0.3)
                        ? available + random.nextInt(2)
                        : random.between(1, AMOUNT_MINOR_MAX);
        AccountNumber to = random.chance(0.75) ? payee(account) : null;
        return post(
                TransactionKind.HOLD,
                account.number(),
                to,
                amount,
                account.scale(),
                new Purpose.Holds(
                        random.between(1_000, random.chance(0.6) ? SOON_MS : EXPIRES_MS_MAX)));
    }

    /** Releases or captures what is left of a hold while a part of it is on its way. */
    private Post whileItRuns(Post capture) {
        TransactionId hold = Objects.requireNonNull(capture.ofHold());
        boolean captures = random.chance(0.5);
        return post(
                captures ? TransactionKind.CAPTURE : TransactionKind.RELEASE,
                capture.account(),
                captures ? capture.toAccount() : null,
                captures ? random.between(1, AMOUNT_MINOR_MAX / 4) : 0,
                capture.amountScale(),
                captures
                        ? new Purpose.Captures(hold, false, false)
                        : new Purpose.Releases(hold, true));
    }

    /** An account of any shard, seldom of another currency, or one that is not open; or null. */
    private @Nullable AccountNumber payee(LedgerCommand.OpenAccount account) {
        GroupId there = GroupId.ofShard(random.nextInt(shards));
        List<AccountNumber> all = history.model(there).accounts();
        for (int i = 0; i < all.size(); i++) {
            AccountNumber each = all.get(random.nextInt(all.size()));
            var payee = history.model(there).newest(each);
            boolean fits =
                    payee != null
                            && (payee.currency().equals(account.currency()) || random.chance(0.02));
            if (fits && !each.equals(account.number())) {
                return each;
            }
        }
        return random.chance(0.05)
                ? new AccountNumber(random.nextInt(AccountNumber.VALUE_MAX + 1))
                : null;
    }

    private Post step(Post hold, boolean captures) {
        int dice = random.nextInt(10);
        long whole = hold.amountUnscaled();
        boolean all = dice == 0 || (!captures && dice < 4);
        long amount = all ? 0 : dice < 8 ? random.between(1, Math.max(1, whole / 2)) : whole;
        if (dice == 9) {
            amount += 1;
        }
        Purpose purpose =
                captures
                        ? new Purpose.Captures(hold.id(), all, random.chance(0.15))
                        : new Purpose.Releases(hold.id(), all);
        return post(
                captures ? TransactionKind.CAPTURE : TransactionKind.RELEASE,
                hold.account(),
                captures ? hold.toAccount() : null,
                amount,
                hold.amountScale(),
                purpose);
    }

    /** Repeats a step, or makes one that shares its key. */
    private Post onceMore(Post step) {
        int dice = random.nextInt(4);
        if (dice < 2) {
            return step;
        }
        boolean other = dice == 3 && !step.takesAll();
        return new Post(
                id(),
                step.key(),
                step.kind(),
                step.account(),
                step.toAccount(),
                other ? step.amountUnscaled() + 1 : step.amountUnscaled(),
                step.amountScale(),
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                step.purpose(),
                "simulator",
                "once more");
    }

    private Post post(
            TransactionKind kind,
            AccountNumber account,
            @Nullable AccountNumber to,
            long amount,
            int scale,
            Purpose purpose) {
        String key = "hold-" + made;
        return new Post(
                id(),
                random.chance(0.1) ? null : key,
                kind,
                account,
                to,
                amount,
                scale,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                purpose,
                "simulator",
                key);
    }

    private TransactionId id() {
        return new TransactionId(random.nextLong(), random.nextLong());
    }
}
