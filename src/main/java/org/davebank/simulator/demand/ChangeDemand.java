package org.davebank.simulator.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.simulator.check.HistoryChecker;
import org.jspecify.annotations.Nullable;

/**
 * Generates what the bank's customers ask for about their accounts: to freeze, unfreeze and close
 * them, to empty them before, and to have another limit or name. They are as careless with keys as with
 * those of postings. Few accounts are closed, so that money goes on moving. Not thread-safe.
 */
public final class ChangeDemand {

    private static final long SALT = 0x6368_616e_6765_73L;

    /** The share of commands that are about an account. */
    private static final double CHANCE = 0.08;

    /** The share of the others that, if they are transfers, go to an empty account. */
    private static final double TO_EMPTY_CHANCE = 0.2;

    /** Of a shard's accounts one in so many is closed at most. */
    private static final int CLOSED_ONE_IN = 4;

    private static final int REMEMBERED_MAX = 100;
    private static final long[] LIMITS = {0, 0, 1, 700, 5_000, 100_000};

    private final int shards;
    private final Predicate<GroupId> changesAccounts;
    private final HistoryChecker history;
    private final HoldDemand holds;
    private final RandomSource random;
    private final Map<GroupId, List<ChangeAccount>> remembered = new TreeMap<>();
    private long made;

    /**
     * @param shards how many there are
     * @param changesAccounts whether a shard changes accounts by now
     */
    public ChangeDemand(
            long seed, int shards, Predicate<GroupId> changesAccounts, HistoryChecker history) {
        this.shards = shards;
        this.changesAccounts = changesAccounts;
        this.history = history;
        this.holds = new HoldDemand(seed, shards, history);
        this.random = new RandomSource(seed ^ SALT);
    }

    /**
     * Now and then another command instead of the usual one.
     *
     * @param previous the command before it in the same request, or null
     * @param opened accounts of the shard that are open
     */
    public LedgerCommand instead(
            LedgerCommand usual,
            @Nullable LedgerCommand previous,
            GroupId group,
            List<LedgerCommand.OpenAccount> opened) {
        if (!changesAccounts.test(group) || opened.isEmpty()) {
            return usual;
        }
        LedgerCommand other = other(usual, previous, group, opened);
        return other == usual ? holds.instead(usual, previous, group, opened) : other;
    }

    private LedgerCommand other(
            LedgerCommand usual,
            @Nullable LedgerCommand previous,
            GroupId group,
            List<LedgerCommand.OpenAccount> opened) {
        made++;
        ChangeAccount untimely = untimely(previous, group);
        if (untimely != null) {
            return untimely;
        }
        if (!random.chance(CHANCE)) {
            return random.chance(TO_EMPTY_CHANCE) ? toEmpty(usual, group) : usual;
        }
        List<ChangeAccount> before = remembered.computeIfAbsent(group, any -> new ArrayList<>());
        int dice = random.nextInt(100);
        if (dice < 25 && !before.isEmpty()) {
            return onceMore(group, before.get(random.nextInt(before.size())));
        }
        Account account = account(group, opened, dice >= 60);
        if (account == null) {
            return usual;
        }
        if (dice < 35 && account.balanceMinor() > 0) {
            return withdrawal(account, account.balanceMinor(), "empty-" + made);
        }
        ChangeAccount fresh = change(group, account, usual, dice);
        if (before.size() < REMEMBERED_MAX) {
            before.add(fresh);
        } else {
            before.set(random.nextInt(REMEMBERED_MAX), fresh);
        }
        return fresh;
    }

    /** Closes or limits an account while it is paid by another shard or pays to one, or null. */
    private @Nullable ChangeAccount untimely(@Nullable LedgerCommand previous, GroupId group) {
        if (previous instanceof MovementCommand.Begin begin && random.chance(0.3)) {
            Account payer = newest(group, begin.post().account());
            if (payer != null && isEmpty(payer)) {
                return request(payer, AccountStatus.CLOSED, null);
            }
            return payer == null ? null : request(payer, null, Math.max(0, -payer.balanceMinor()));
        }
        for (AccountNumber each : history.model(group).expecting()) {
            Account payee = newest(group, each);
            if (payee != null && isEmpty(payee) && random.chance(0.8)) {
                return request(payee, AccountStatus.CLOSED, null);
            }
        }
        return null;
    }

    private static boolean isEmpty(Account account) {
        return account.balanceMinor() == 0 && account.status() != AccountStatus.CLOSED;
    }

    /** The same transfer to an account that could be closed, in any shard. */
    private LedgerCommand toEmpty(LedgerCommand usual, GroupId group) {
        GroupId there = GroupId.ofShard(random.nextInt(shards));
        if (usual instanceof LedgerCommand.Post post && post.kind() == TransactionKind.TRANSFER) {
            Account payer = newest(group, post.account());
            for (AccountNumber each : history.model(there).accounts()) {
                Account payee = newest(there, each);
                if (payee != null
                        && payer != null
                        && isEmpty(payee)
                        && payee.currency().equals(payer.currency())
                        && !each.equals(post.account())) {
                    return transfer(post, each);
                }
            }
        }
        return usual;
    }

    private LedgerCommand transfer(LedgerCommand.Post like, AccountNumber to) {
        return new LedgerCommand.Post(
                new TransactionId(random.nextLong(), random.nextLong()),
                "to-empty-" + made,
                TransactionKind.TRANSFER,
                like.account(),
                to,
                like.amountUnscaled(),
                like.amountScale(),
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                "simulator",
                "to-empty-" + made);
    }

    private ChangeAccount request(
            Account account, @Nullable AccountStatus status, @Nullable Long limitMinor) {
        String key = "untimely-" + made;
        return new ChangeAccount(
                account.number(), key, status, null, limitMinor, 0, "simulator", key);
    }

    /** An account; if one is to be closed, preferably one with a balance of 0. */
    private @Nullable Account account(
            GroupId group, List<LedgerCommand.OpenAccount> opened, boolean empty) {
        int first = random.nextInt(opened.size());
        Account found = newest(group, opened.get(first).number());
        for (int i = 0; empty && i < opened.size(); i++) {
            Account each = newest(group, opened.get((first + i) % opened.size()).number());
            if (each != null && isEmpty(each)) {
                return each;
            }
        }
        return found;
    }

    private @Nullable Account newest(GroupId group, AccountNumber number) {
        return history.model(group).newest(number);
    }

    private ChangeAccount change(GroupId group, Account account, LedgerCommand usual, int dice) {
        AccountStatus status = null;
        String holder = null;
        Long limitMinor = null;
        if (dice >= 70) {
            status = mayClose(group) ? AccountStatus.CLOSED : AccountStatus.ACTIVE;
        } else if (dice >= 60) {
            limitMinor = Math.max(0, -account.balanceMinor() - random.nextInt(2));
        } else if (dice >= 50) {
            limitMinor = LIMITS[random.nextInt(LIMITS.length)];
            holder = random.chance(0.3) ? "Heir " + made + " of " + account.number() : null;
        } else {
            boolean frozen = account.status() == AccountStatus.FROZEN || random.chance(0.3);
            status = frozen ? AccountStatus.ACTIVE : AccountStatus.FROZEN;
        }
        long version = random.chance(0.3) ? account.version() : 0;
        String key = random.chance(0.15) ? null : "change-" + made;
        if (usual instanceof LedgerCommand.Post post
                && post.account().equals(account.number())
                && random.chance(0.5)) {
            key = post.key(); // Perhaps the posting came before, or is under way.
        }
        return new ChangeAccount(
                account.number(),
                key,
                status,
                holder,
                limitMinor,
                version,
                "simulator",
                "change-" + made);
    }

    private boolean mayClose(GroupId group) {
        List<AccountNumber> all = history.model(group).accounts();
        long closed =
                all.stream()
                        .map(number -> newest(group, number))
                        .filter(each -> each != null && each.status() == AccountStatus.CLOSED)
                        .count();
        return (closed + 1) * CLOSED_ONE_IN <= all.size();
    }

    /** Repeats an earlier request, or makes one that shares its key. */
    private LedgerCommand onceMore(GroupId group, ChangeAccount before) {
        return switch (random.nextInt(5)) {
            case 0, 1, 2 -> before;
            case 3 ->
                    new ChangeAccount(
                            before.account(),
                            before.key(),
                            before.status() == AccountStatus.FROZEN ? null : AccountStatus.FROZEN,
                            before.holder(),
                            before.overdraftLimitMinor(),
                            0,
                            "simulator",
                            "once more");
            default -> {
                Account account = newest(group, before.account());
                yield account == null ? before : withdrawal(account, 1, before.key());
            }
        };
    }

    private LedgerCommand withdrawal(Account account, long amountMinor, @Nullable String key) {
        return new LedgerCommand.Post(
                new TransactionId(random.nextLong(), random.nextLong()),
                key,
                TransactionKind.WITHDRAWAL,
                account.number(),
                null,
                amountMinor,
                scale(account.currency()),
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                "simulator",
                "change-" + made);
    }

    private static int scale(String currency) {
        return currency.equals("JPY") ? 0 : currency.equals("KWD") ? 3 : 2;
    }
}
