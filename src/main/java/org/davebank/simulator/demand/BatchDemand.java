package org.davebank.simulator.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.ledger.Account;
import org.davebank.ledger.Batch;
import org.davebank.ledger.Batch.Item;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.MovementCommand.BeginBatch;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.simulator.check.HistoryChecker;
import org.jspecify.annotations.Nullable;

/**
 * Generates batches over a few accounts of up to three shards: money that is passed on, accounts that pay and are
 * paid in the same batch, amounts that do not suffice, accounts that are not open or of another currency; and repeated
 * requests, with the same items or others. Not thread-safe.
 */
public final class BatchDemand {

    private static final long SALT = 0x6261_7463_68L;

    /** The share of commands that are batches. */
    private static final double CHANCE = 0.1;

    private static final double AGAIN_CHANCE = 0.25;

    /** How often a batch is followed by a withdrawal of what it leaves. */
    private static final double AT_ONCE_CHANCE = 0.4;

    private static final int SHARDS_MAX = 3;
    private static final int ACCOUNTS_MAX = 4;
    private static final int ITEMS_MAX = 7;
    private static final int AMOUNT_MINOR_MAX = 3_000;
    private static final int REMEMBERED_MAX = 12;

    private final int shards;
    private final HistoryChecker history;
    private final RandomSource random;
    private final Map<GroupId, List<Batch>> remembered = new TreeMap<>();
    private long made;

    public BatchDemand(long seed, int shards, HistoryChecker history) {
        this.shards = shards;
        this.history = history;
        this.random = new RandomSource(seed ^ SALT);
    }

    /**
     * Now and then a batch of an account of the shard instead of the usual command.
     *
     * @param previous the command before it in the same request, or null
     */
    public LedgerCommand instead(
            LedgerCommand usual,
            @Nullable LedgerCommand previous,
            GroupId group,
            List<LedgerCommand.OpenAccount> opened) {
        if (previous instanceof BeginBatch begin && random.chance(AT_ONCE_CHANCE)) {
            LedgerCommand rest = rest(begin.batch(), group);
            return rest == null ? usual : rest;
        }
        if (opened.isEmpty() || !random.chance(CHANCE)) {
            return usual;
        }
        made++;
        List<Batch> before = remembered.computeIfAbsent(group, any -> new ArrayList<>());
        if (!before.isEmpty() && random.chance(AGAIN_CHANCE)) {
            return new BeginBatch(again(before.get(random.nextInt(before.size()))));
        }
        Batch batch = fresh(opened.get(random.nextInt(opened.size())));
        before.add(batch);
        if (before.size() > REMEMBERED_MAX) {
            before.removeFirst();
        }
        return new BeginBatch(batch);
    }

    /** Takes what a batch leaves in the end, while it may need more on the way; or null if that is nothing. */
    private @Nullable LedgerCommand rest(Batch batch, GroupId group) {
        long net = 0;
        for (Item each : batch.items()) {
            for (Batch.Change change : Batch.changes(each, batch.shard())) {
                net += change.account().equals(batch.account()) ? change.deltaMinor() : 0;
            }
        }
        long amount = history.model(group).available(batch.account()) + Math.min(0, net);
        if (amount <= 0) {
            return null;
        }
        made++;
        return new Post(
                id(),
                null,
                TransactionKind.WITHDRAWAL,
                batch.account(),
                null,
                amount,
                batch.items().getFirst().scale(),
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                "simulator",
                "rest-" + made);
    }

    private Batch fresh(LedgerCommand.OpenAccount first) {
        List<AccountNumber> accounts = new ArrayList<>();
        accounts.add(first.number());
        GroupId[] groups = new GroupId[1 + random.nextInt(SHARDS_MAX)];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = GroupId.ofShard(random.nextInt(shards));
        }
        int count = 2 + random.nextInt(ACCOUNTS_MAX - 1);
        for (int tries = 0; accounts.size() < count && tries < 20; tries++) {
            AccountNumber other = account(groups[random.nextInt(groups.length)], first.currency());
            if (other != null && !accounts.contains(other)) {
                accounts.add(other);
            }
        }
        List<Item> items = new ArrayList<>();
        int size = 1 + random.nextInt(ITEMS_MAX);
        for (int i = 0; i < size; i++) {
            AccountNumber account =
                    i == 0 ? first.number() : accounts.get(random.nextInt(accounts.size()));
            AccountNumber to = accounts.get(random.nextInt(accounts.size()));
            items.add(item(i, account, to, first));
        }
        String key = "batch-" + made;
        return new Batch(id(), random.chance(0.1) ? null : key, items, "simulator", key);
    }

    private Item item(
            int number, AccountNumber account, AccountNumber to, LedgerCommand.OpenAccount first) {
        int dice = random.nextInt(10);
        boolean transfer = dice < 7 && !account.equals(to);
        TransactionKind kind =
                transfer
                        ? TransactionKind.TRANSFER
                        : dice < 8 ? TransactionKind.DEPOSIT : TransactionKind.WITHDRAWAL;
        return new Item(
                number,
                kind,
                account,
                shardOf(account),
                transfer ? to : null,
                transfer ? shardOf(to) : 0,
                amount(account),
                first.currency(),
                first.scale(),
                random.chance(0.1) ? "invoice " + made : null,
                random.chance(0.1) ? "one of several" : null);
    }

    /** A random amount; now and then all that is available, or one minor unit more. */
    private long amount(AccountNumber account) {
        GroupId group = GroupId.ofShard(shardOf(account));
        long all = history.model(group).available(account);
        return all > 0 && random.chance(0.15)
                ? all + random.nextInt(2)
                : random.between(1, AMOUNT_MINOR_MAX);
    }

    /** An account of this currency, seldom of another one or one that is not open; or null. */
    private @Nullable AccountNumber account(GroupId group, String currency) {
        List<AccountNumber> all = history.model(group).accounts();
        if (all.isEmpty() || random.chance(0.01)) {
            return new AccountNumber(random.nextInt(AccountNumber.VALUE_MAX + 1));
        }
        AccountNumber each = all.get(random.nextInt(all.size()));
        Account account = history.model(group).newest(each);
        boolean fits =
                account != null && (account.currency().equals(currency) || random.chance(0.02));
        return fits ? each : null;
    }

    private int shardOf(AccountNumber account) {
        return Slots.shardOf(account, shards);
    }

    /** The same request, perhaps under another id, or one that shares its key. */
    private Batch again(Batch before) {
        int dice = random.nextInt(10);
        List<Item> items = before.items();
        if (dice == 0 && items.size() > 1) {
            items = items.subList(0, items.size() - 1);
        }
        TransactionId id = before.key() != null && dice < 6 ? id() : before.id();
        return new Batch(id, before.key(), items, "simulator", "once more");
    }

    private TransactionId id() {
        return new TransactionId(random.nextLong(), random.nextLong());
    }
}
